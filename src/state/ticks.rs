//! The boxes: what was decided at each, when, and whether it could be seen.

use thuan_consent::record::{Control, Decision, Visibility};

/// Every decision, as the person made it, by the name of its box. Boxes begin unticked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ticks(Vec<Tick>);

/// What was last done to a box.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Tick {
    name: String,
    decision: Decision,
    visibility: Visibility,
}

impl Ticks {
    /// The decision at a box.
    #[must_use]
    pub fn decision(&self, name: &str) -> Decision {
        self.0
            .iter()
            .find(|tick| tick.name == name)
            .map_or(Decision::Untouched, |tick| tick.decision.clone())
    }

    /// Whether a box is ticked.
    #[must_use]
    pub fn is_ticked(&self, name: &str) -> bool {
        matches!(self.decision(name), Decision::Ticked(_))
    }

    /// Whether the same boxes are ticked.
    #[must_use]
    pub fn say(&self, other: &Self) -> bool {
        let same = |tick: &Tick| self.is_ticked(&tick.name) == other.is_ticked(&tick.name);
        self.0.iter().chain(&other.0).all(same)
    }

    /// Notes an act on a box, and whether the box could be seen.
    pub fn set(&mut self, name: String, decision: Decision, visibility: Visibility) {
        let tick = Tick {
            name,
            decision,
            visibility,
        };
        match self.0.iter_mut().find(|known| known.name == tick.name) {
            Some(old) => *old = tick,
            None => self.0.push(tick),
        }
    }

    /// Asks again about boxes of which nothing was known.
    pub fn complete(&mut self, look: impl Fn(&str) -> Visibility) {
        for tick in &mut self.0 {
            if tick.visibility == Visibility::Unknown {
                tick.visibility = look(&tick.name);
            }
        }
    }

    /// The boxes that were used, as a record tells of them.
    #[must_use]
    pub fn controls(&self) -> Vec<Control> {
        let mut controls = Vec::with_capacity(self.0.len());
        for tick in &self.0 {
            controls.push(Control {
                name: tick.name.clone(),
                visibility: tick.visibility,
            });
        }
        controls
    }
}

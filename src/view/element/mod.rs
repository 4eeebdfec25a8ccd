//! The one kind of view that all others are made of: an element.
//!
//! Leptos' own builders give every element a type of its own, with the types of its attributes and children in it, and
//! the compiler writes code for each. For a page that is fine; for a form that people on slow phones wait for it was
//! most of the download. Here an element is data, so there is one piece of code for all. Triggers, effects, the
//! renderer and mounting are Leptos', and an [`Element`] is a Leptos view like any other: it mounts, and draws to HTML.
//!
//! What follows the state writes to the page only where its value has changed, so an assistive technology is told nothing
//! twice, and nothing is taken away from under a finger.
//!
//! * here: an element as data, and how views are written
//! * `show`: an element on a page
//! * `drawn`: taking over what stands on the page already
//! * `html`: an element as text

mod drawn;
mod html;
mod show;

#[cfg(feature = "ssr")]
pub(crate) use html::escape;
pub use show::Shown;

use leptos::ev::Event;
use leptos::tachys::renderer::types::Element as Node;

use crate::i18n::Id;
use crate::state::{App, Input, State};

/// A value that follows the state. Most are plain functions, of the form and perhaps an input: a closure would bring code
/// of its own for being called, kept and let go of.
enum Value {
    Words(App, fn(&State) -> String),
    InputWords(App, Input, fn(&State, Input) -> String),
    /// An empty text while the flag is up; otherwise the attribute is taken away.
    Flag(App, fn(&State) -> bool),
    /// The same for an input.
    InputFlag(App, Input, fn(&State, Input) -> bool),
    Text(App, Id),
    Other(Box<dyn FnMut() -> Option<String> + Send>),
}

/// What happens on an event.
enum Listener {
    Plain(App, fn(&App, &Event)),
    Act(App, Input, fn(&App, Input, &Event)),
    Other(Box<dyn FnMut(&Event) + Send>),
}

/// Elements that follow the state; `None` leaves those that are there.
type FollowElements = Box<dyn FnMut() -> Option<Vec<Element>> + Send>;

/// What of an element follows a value.
#[derive(Clone, Copy)]
enum Part {
    Attribute(&'static str),
    /// An attribute that is `true` or not there.
    True(&'static str),
    /// The element's own class, and another beside it while a flag is up.
    Class(&'static str, &'static str),
    /// Whether a box is ticked: the property, since the attribute only says how it began.
    Checked,
}

/// An element that is not on a page yet.
pub struct Element(Box<Parts>);

struct Parts {
    tag: &'static str,
    /// The element of the page that this one takes over.
    drawn: Option<Node>,
    attributes: Vec<(&'static str, String)>,
    following: Vec<(Part, Value)>,
    listeners: Vec<(&'static str, Listener)>,
    children: Vec<Child>,
}

enum Child {
    Element(Element),
    Text(String),
    Words(Value),
    Elements(FollowElements),
}

/// Begins an element.
#[inline(never)]
pub(crate) fn el(tag: &'static str) -> Element {
    let parts = Parts {
        tag,
        drawn: None,
        attributes: Vec::new(),
        following: Vec::new(),
        listeners: Vec::new(),
        children: Vec::new(),
    };
    Element(Box::new(parts))
}

// The functions that are kept from being copied into every view are those that views are made of.
impl Element {
    #[inline(never)]
    pub(crate) fn attr(mut self, name: &'static str, value: &str) -> Self {
        self.0.attributes.push((name, value.to_owned()));
        self
    }

    pub(crate) fn class(self, value: &str) -> Self {
        self.attr("class", value)
    }

    /// An attribute whose words follow the state.
    pub(crate) fn attr_words(
        self,
        name: &'static str,
        app: &App,
        words: fn(&State) -> String,
    ) -> Self {
        self.follow(Part::Attribute(name), Value::Words(app.clone(), words))
    }

    /// An attribute that follows anything; `None` takes it away.
    #[cfg(any(feature = "record", feature = "ssr"))]
    pub(crate) fn attr_other(
        self,
        name: &'static str,
        value: impl FnMut() -> Option<String> + Send + 'static,
    ) -> Self {
        self.follow(Part::Attribute(name), Value::Other(Box::new(value)))
    }

    /// An attribute that is `true` while something holds, and otherwise not there.
    pub(crate) fn attr_true(
        self,
        name: &'static str,
        app: &App,
        holds: fn(&State) -> bool,
    ) -> Self {
        self.follow(Part::True(name), Value::Flag(app.clone(), holds))
    }

    /// Another class beside the element's own, while something holds.
    pub(crate) fn class_when(
        self,
        own: &'static str,
        other: &'static str,
        app: &App,
        holds: fn(&State) -> bool,
    ) -> Self {
        self.follow(Part::Class(own, other), Value::Flag(app.clone(), holds))
    }

    /// The class `wrong` beside the element's own, while something is wrong with an input.
    pub(crate) fn class_wrong(self, own: &'static str, app: &App, input: Input) -> Self {
        self.follow_input(Part::Class(own, "wrong"), app, input, State::is_wrong)
    }

    /// Marks an input while something is wrong with it.
    pub(crate) fn invalid(self, app: &App, input: Input) -> Self {
        self.follow_input(Part::True("aria-invalid"), app, input, State::is_wrong)
    }

    /// Hidden, while the other answers say that this is not asked.
    pub(crate) fn hidden_with(self, app: &App, input: Input) -> Self {
        self.follow_input(Part::Attribute("hidden"), app, input, State::is_hidden)
    }

    /// Hidden, while something holds.
    pub(crate) fn hidden_when(self, app: &App, holds: fn(&State) -> bool) -> Self {
        self.follow(Part::Attribute("hidden"), Value::Flag(app.clone(), holds))
    }

    /// Ticked, while something holds.
    pub(crate) fn checked_when(self, mut holds: impl FnMut() -> bool + Send + 'static) -> Self {
        self.follow(
            Part::Checked,
            Value::Other(Box::new(move || holds().then(String::new))),
        )
    }

    fn follow_input(
        self,
        part: Part,
        app: &App,
        input: Input,
        holds: fn(&State, Input) -> bool,
    ) -> Self {
        self.follow(part, Value::InputFlag(app.clone(), input, holds))
    }

    #[inline(never)]
    fn follow(mut self, part: Part, value: Value) -> Self {
        self.0.following.push((part, value));
        self
    }

    pub(crate) fn on(self, event: &'static str, app: &App, act: fn(&App, &Event)) -> Self {
        self.listen(event, Listener::Plain(app.clone(), act))
    }

    /// An act on an input.
    pub(crate) fn on_input(
        self,
        event: &'static str,
        app: &App,
        input: Input,
        act: fn(&App, Input, &Event),
    ) -> Self {
        self.listen(event, Listener::Act(app.clone(), input, act))
    }

    /// An act that has more to say.
    pub(crate) fn on_other(
        self,
        event: &'static str,
        act: impl FnMut(&Event) + Send + 'static,
    ) -> Self {
        self.listen(event, Listener::Other(Box::new(act)))
    }

    #[inline(never)]
    fn listen(mut self, event: &'static str, listener: Listener) -> Self {
        self.0.listeners.push((event, listener));
        self
    }

    pub(crate) fn child(self, child: Self) -> Self {
        self.push(Child::Element(child))
    }

    pub(crate) fn children(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        for child in children {
            self = self.child(child);
        }
        self
    }

    #[inline(never)]
    pub(crate) fn text(self, text: &str) -> Self {
        self.push(Child::Text(text.to_owned()))
    }

    /// A text of the translations.
    #[inline(never)]
    pub(crate) fn texts(self, app: &App, id: Id) -> Self {
        self.push(Child::Words(Value::Text(app.clone(), id)))
    }

    /// Text that follows the state.
    #[inline(never)]
    pub(crate) fn words(self, app: &App, words: fn(&State) -> String) -> Self {
        self.push(Child::Words(Value::Words(app.clone(), words)))
    }

    /// Text that follows what is known of an input.
    #[inline(never)]
    pub(crate) fn input_words(
        self,
        app: &App,
        input: Input,
        words: fn(&State, Input) -> String,
    ) -> Self {
        self.push(Child::Words(Value::InputWords(app.clone(), input, words)))
    }

    /// Text that follows the state and has more to say.
    pub(crate) fn other_words(self, mut words: impl FnMut() -> String + Send + 'static) -> Self {
        self.push(Child::Words(Value::Other(Box::new(move || Some(words())))))
    }

    /// Elements that follow the state. `None` says that nothing has changed.
    pub(crate) fn elements(
        self,
        elements: impl FnMut() -> Option<Vec<Self>> + Send + 'static,
    ) -> Self {
        self.push(Child::Elements(Box::new(elements)))
    }

    /// Takes over what was drawn before, instead of standing beside it.
    #[inline(never)]
    pub(crate) fn over(mut self, drawn: Option<Node>) -> Self {
        self.0.drawn = drawn;
        self
    }

    #[inline(never)]
    fn push(mut self, child: Child) -> Self {
        self.0.children.push(child);
        self
    }
}

impl Value {
    /// The value at this moment.
    fn now(&mut self) -> Option<String> {
        match self {
            Self::Words(app, words) => Some(words(app)),
            Self::InputWords(app, input, words) => Some(words(app, *input)),
            Self::Flag(app, holds) => holds(app).then(String::new),
            Self::InputFlag(app, input, holds) => holds(app, *input).then(String::new),
            Self::Text(app, id) => Some(app.texts().get(*id).to_owned()),
            Self::Other(value) => value(),
        }
    }
}

impl Part {
    /// The attribute's name and value.
    fn attribute(self, value: Option<&str>) -> (&'static str, Option<String>) {
        match (self, value) {
            (Self::Attribute(name), value) => (name, value.map(str::to_owned)),
            (Self::True(name), value) => (name, value.map(|_| "true".to_owned())),
            (Self::Class(own, other), Some(_)) => ("class", Some([own, " ", other].concat())),
            (Self::Class(own, _), None) => ("class", Some(own.to_owned())),
            // Where nothing runs the attribute is all there is. On a page the property is set: how the box stands, not
            // how it began.
            (Self::Checked, value) => ("checked", value.map(str::to_owned)),
        }
    }
}

impl core::fmt::Debug for Element {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Element")
            .field("tag", &self.0.tag)
            .finish_non_exhaustive()
    }
}

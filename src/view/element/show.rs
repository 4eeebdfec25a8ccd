//! An element on a page.

use leptos::ev::Event;
use leptos::prelude::*;
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::Rndr;
use leptos::tachys::renderer::types::{Element as Node, Node as AnyNode, Text};
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};
use leptos::wasm_bindgen::closure::Closure;
use leptos::wasm_bindgen::{JsCast as _, JsValue};

use super::drawn::{Drawn, ID};
use super::{Child, Element, FollowElements, Listener, Part, Value};

/// An element on a page, and everything that keeps it alive.
pub struct Shown {
    node: Node,
    /// Taken over, it is where it belongs: moving it would take the focus away.
    stays: bool,
    _kept: Vec<Kept>,
}

/// Let go of, it ends.
enum Kept {
    Effect { _effect: RenderEffect<()> },
    Listener { _listener: Listening },
}

/// Where a value goes.
enum Place {
    Part(Node, Part),
    Text(Text),
}

impl Place {
    fn set(&self, value: Option<&str>) {
        match self {
            Self::Text(node) => set_text(node, value.unwrap_or_default()),
            Self::Part(node, Part::Checked) => {
                Rndr::set_property(node, "checked", &JsValue::from_bool(value.is_some()));
            }
            Self::Part(node, part) => match part.attribute(value) {
                (name, Some(value)) => set_attribute(node, name, &value),
                (name, None) => Rndr::remove_attribute(node, name),
            },
        }
    }
}

fn follow(place: Place, mut value: Value) -> Kept {
    let mut last = None;
    effect(Box::new(move |_| {
        let now = Some(value.now());
        if now != last {
            place.set(now.as_ref().and_then(Option::as_deref));
            last = now;
        }
    }))
}

fn follow_elements(drawn: &mut Drawn, parent: &Node, mut elements: FollowElements) -> Kept {
    let (list, marker) = drawn.until_marker();
    let mut list = Some(list);
    let parent = parent.clone();
    let mut shown: Vec<Shown> = Vec::new();
    effect(Box::new(move |_| {
        let Some(elements) = elements() else { return };
        let mut place = match list.take() {
            Some(drawn) => drawn,
            None => Drawn::before(&parent, &marker, None),
        };
        // The new ones first: a region that scrolls keeps its place.
        let fresh: Vec<Shown> = elements
            .into_iter()
            .map(|element| element.show(&mut place))
            .collect();
        place.end();
        for mut old in core::mem::replace(&mut shown, fresh) {
            old.unmount();
        }
    }))
}

fn effect(run: Box<dyn FnMut(Option<()>)>) -> Kept {
    Kept::Effect {
        _effect: RenderEffect::new(run),
    }
}

/// A listener that is there for as long as this is.
struct Listening {
    node: Node,
    event: &'static str,
    call: Closure<dyn FnMut(Event)>,
}

fn listen(node: &Node, event: &'static str, mut listener: Listener) -> Kept {
    let call = Closure::new(move |event: Event| match &mut listener {
        Listener::Plain(app, act) => act(app, &event),
        Listener::Act(app, input, act) => act(app, *input, &event),
        Listener::Other(act) => act(&event),
    });
    let _ = node.add_event_listener_with_callback(event, call.as_ref().unchecked_ref());
    Kept::Listener {
        _listener: Listening {
            node: node.clone(),
            event,
            call,
        },
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let call = self.call.as_ref().unchecked_ref();
        let _ = self
            .node
            .remove_event_listener_with_callback(self.event, call);
    }
}

impl Element {
    fn show(self, place: &mut Drawn) -> Shown {
        let mut kept = Vec::new();
        let node = self.put(place, &mut kept);
        Shown {
            node,
            stays: false,
            _kept: kept,
        }
    }

    /// Takes what is drawn in its place, or puts itself there.
    fn put(self, place: &mut Drawn, kept: &mut Vec<Kept>) -> Node {
        let id = self.0.attributes.iter().find(|(name, _)| *name == ID);
        let drawn = place.element(self.0.tag, id.map(|(_, id)| id.as_str()));
        let is_new = drawn.is_none();
        let node = self.over(drawn).make(kept);
        if is_new {
            place.insert(&node);
        }
        node
    }

    fn make(self, kept: &mut Vec<Kept>) -> Node {
        let Self(parts) = self;
        let node = match parts.drawn {
            Some(drawn) => drawn,
            None => Rndr::create_element(parts.tag, None),
        };
        for (name, value) in parts.attributes {
            set_attribute(&node, name, &value);
        }
        for (part, value) in parts.following {
            kept.push(follow(Place::Part(node.clone(), part), value));
        }
        for (event, listener) in parts.listeners {
            kept.push(listen(&node, event, listener));
        }
        let mut drawn = Drawn::within(&node);
        for child in parts.children {
            match child {
                Child::Element(element) => {
                    element.put(&mut drawn, kept);
                }
                Child::Text(text) => set_text(&drawn.text(), &text),
                Child::Words(words) => kept.push(follow(Place::Text(drawn.text()), words)),
                Child::Elements(elements) => {
                    kept.push(follow_elements(&mut drawn, &node, elements));
                }
            }
        }
        drawn.end();
        node
    }
}

/// Sets what is not so already: what is taken over is touched as little as possible.
fn set_attribute(node: &Node, name: &str, value: &str) {
    if node.get_attribute(name).as_deref() != Some(value) {
        Rndr::set_attribute(node, name, value);
    }
}

fn set_text(node: &Text, text: &str) {
    if node.data() != text {
        Rndr::set_text(node, text);
    }
}

impl Render for Element {
    type State = Shown;

    fn build(self) -> Shown {
        let mut kept = Vec::new();
        let stays = self.0.drawn.is_some();
        let node = self.make(&mut kept);
        Shown {
            node,
            stays,
            _kept: kept,
        }
    }

    fn rebuild(self, state: &mut Shown) {
        let mut fresh = self.build();
        state.insert_before_this(&mut fresh);
        state.unmount();
        *state = fresh;
    }
}

impl RenderHtml for Element {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        out: &mut String,
        position: &mut Position,
        _: bool,
        _: bool,
        _: Vec<AnyAttribute>,
    ) {
        self.write_html(out);
        *position = Position::NextChild;
    }

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> Shown {
        if position.get() == Position::FirstChild {
            cursor.child();
        } else if position.get() != Position::Current {
            cursor.sibling();
        }
        let drawn = cursor.current().dyn_into().ok();
        position.set(Position::NextChild);
        self.over(drawn).build()
    }

    fn into_owned(self) -> Self {
        self
    }
}

impl AddAnyAttr for Element {
    type Output<Added: Attribute> = Self;

    fn add_any_attr<Added: Attribute>(self, _: Added) -> Self {
        self
    }
}

impl Mountable for Shown {
    fn unmount(&mut self) {
        self.node.unmount();
    }

    fn mount(&mut self, parent: &Node, marker: Option<&AnyNode>) {
        if !core::mem::take(&mut self.stays) {
            Rndr::insert_node(parent, &self.node, marker);
        }
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.node.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Node> {
        vec![self.node.clone()]
    }
}

impl core::fmt::Debug for Shown {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Shown")
    }
}

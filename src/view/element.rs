//! The one kind of view that all others are made of: an element.
//!
//! Leptos' own builders give every element a type of its own, with the types of its attributes and children in it, and
//! the compiler writes code for each. For a page that is fine; for a form that people on slow phones wait for it was
//! most of the download. Here an element is data, so there is one piece of code for all. Signals, effects, the renderer
//! and mounting are Leptos', and an [`Element`] is a Leptos view like any other: it mounts, and draws to HTML.
//!
//! What follows signals is a closure behind a pointer. It writes to the page only where its value has changed, so an
//! assistive technology is told nothing twice, and nothing is taken away from under a finger.

use leptos::ev::Event;
use leptos::prelude::*;
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::types::{Element as Node, Node as AnyNode, Placeholder, Text};
use leptos::tachys::renderer::{RemoveEventHandler, Rndr};
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};
use leptos::wasm_bindgen::{JsCast as _, JsValue};

/// A value that follows signals.
enum Value {
    Words(Box<dyn FnMut() -> String + Send>),
    /// `None` takes the attribute away.
    Maybe(Box<dyn FnMut() -> Option<String> + Send>),
    Flag(Box<dyn FnMut() -> bool + Send>),
}

/// Elements that follow signals; `None` leaves those that are there.
type FollowElements = Box<dyn FnMut() -> Option<Vec<Element>> + Send>;
type Listener = Box<dyn FnMut(&Event) + Send>;

/// What of an element follows a value.
#[derive(Clone, Copy)]
enum Part {
    Attribute(&'static str),
    /// The element's own class, and another beside it while a flag is up.
    Class(&'static str, &'static str),
    /// Whether a box is ticked: the property, since the attribute only says how it began.
    Checked,
}

/// An element that is not on a page yet.
pub struct Element(Box<Parts>);

struct Parts {
    tag: &'static str,
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
pub(super) fn el(tag: &'static str) -> Element {
    let parts = Parts { tag, attributes: Vec::new(), following: Vec::new(), listeners: Vec::new(), children: Vec::new() };
    Element(Box::new(parts))
}

// What takes a closure only puts it into a box: the rest is the same for all of them, and stands in functions that are
// kept from being copied into every view.
impl Element {
    #[inline(never)]
    pub(super) fn attr(mut self, name: &'static str, value: &str) -> Self {
        self.0.attributes.push((name, value.to_owned()));
        self
    }

    pub(super) fn class(self, value: &str) -> Self {
        self.attr("class", value)
    }

    /// An attribute that follows signals.
    pub(super) fn attr_when(self, name: &'static str, value: impl FnMut() -> Option<String> + Send + 'static) -> Self {
        self.follow(Part::Attribute(name), Value::Maybe(Box::new(value)))
    }

    /// Another class beside the element's own, while something holds.
    pub(super) fn class_when(
        self,
        own: &'static str,
        other: &'static str,
        holds: impl FnMut() -> bool + Send + 'static,
    ) -> Self {
        self.follow(Part::Class(own, other), Value::Flag(Box::new(holds)))
    }

    /// Hidden, while something holds.
    pub(super) fn hidden_when(self, holds: impl FnMut() -> bool + Send + 'static) -> Self {
        self.follow(Part::Attribute("hidden"), Value::Flag(Box::new(holds)))
    }

    /// Ticked, while something holds.
    pub(super) fn checked_when(self, holds: impl FnMut() -> bool + Send + 'static) -> Self {
        self.follow(Part::Checked, Value::Flag(Box::new(holds)))
    }

    #[inline(never)]
    fn follow(mut self, part: Part, value: Value) -> Self {
        self.0.following.push((part, value));
        self
    }

    pub(super) fn on(self, event: &'static str, listener: impl FnMut(&Event) + Send + 'static) -> Self {
        self.listen(event, Box::new(listener))
    }

    #[inline(never)]
    fn listen(mut self, event: &'static str, listener: Listener) -> Self {
        self.0.listeners.push((event, listener));
        self
    }

    pub(super) fn child(self, child: Self) -> Self {
        self.push(Child::Element(child))
    }

    pub(super) fn children(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        for child in children {
            self = self.child(child);
        }
        self
    }

    #[inline(never)]
    pub(super) fn text(self, text: &str) -> Self {
        self.push(Child::Text(text.to_owned()))
    }

    /// Text that follows signals.
    pub(super) fn words(self, words: impl FnMut() -> String + Send + 'static) -> Self {
        self.push(Child::Words(Value::Words(Box::new(words))))
    }

    /// Elements that follow signals. `None` says that nothing has changed.
    pub(super) fn elements(self, elements: impl FnMut() -> Option<Vec<Self>> + Send + 'static) -> Self {
        self.push(Child::Elements(Box::new(elements)))
    }

    #[inline(never)]
    fn push(mut self, child: Child) -> Self {
        self.0.children.push(child);
        self
    }
}

impl Value {
    /// The value at this moment: a flag that is up is an empty text.
    fn now(&mut self) -> Option<String> {
        match self {
            Self::Words(words) => Some(words()),
            Self::Maybe(value) => value(),
            Self::Flag(flag) => flag().then(String::new),
        }
    }
}

/// An element on a page, and everything that keeps it alive.
pub struct Shown {
    node: Node,
    _kept: Vec<Kept>,
}

/// Let go of, it ends.
enum Kept {
    Effect { _effect: RenderEffect<()> },
    Listener { _listener: RemoveEventHandler<Node> },
}

/// Where a value goes.
enum Place {
    Part(Node, Part),
    Text(Text),
}

impl Place {
    fn set(&self, value: Option<&str>) {
        match self {
            Self::Text(node) => Rndr::set_text(node, value.unwrap_or_default()),
            Self::Part(node, Part::Checked) => {
                Rndr::set_property(node, "checked", &JsValue::from_bool(value.is_some()));
            }
            Self::Part(node, part) => match part.attribute(value) {
                (name, Some(value)) => Rndr::set_attribute(node, name, &value),
                (name, None) => Rndr::remove_attribute(node, name),
            },
        }
    }
}

impl Part {
    /// The attribute's name and value.
    fn attribute(self, value: Option<&str>) -> (&'static str, Option<String>) {
        match (self, value) {
            (Self::Attribute(name), value) => (name, value.map(str::to_owned)),
            (Self::Class(own, other), Some(_)) => ("class", Some([own, " ", other].concat())),
            (Self::Class(own, _), None) => ("class", Some(own.to_owned())),
            // A property has no attribute: it says how a box stands, not how it began.
            (Self::Checked, _) => ("checked", None),
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

fn follow_elements(parent: &Node, mut elements: FollowElements) -> Kept {
    let marker: Placeholder = Rndr::create_placeholder();
    Rndr::insert_node(parent, &marker, None);
    let parent = parent.clone();
    let mut shown: Vec<Shown> = Vec::new();
    effect(Box::new(move |_| {
        let Some(elements) = elements() else { return };
        // The new ones first: a region that scrolls keeps its place.
        let fresh: Vec<Shown> = elements.into_iter().map(|element| element.show(&parent, Some(&marker))).collect();
        for mut old in core::mem::replace(&mut shown, fresh) {
            old.unmount();
        }
    }))
}

fn effect(run: Box<dyn FnMut(Option<()>)>) -> Kept {
    Kept::Effect { _effect: RenderEffect::new(run) }
}

fn listen(node: &Node, event: &str, mut listener: Listener) -> Kept {
    let listener = Box::new(move |event: JsValue| listener(event.unchecked_ref()));
    Kept::Listener { _listener: Rndr::add_event_listener(node, event, listener) }
}

impl Element {
    fn show(self, parent: &Node, before: Option<&AnyNode>) -> Shown {
        let shown = self.build();
        Rndr::insert_node(parent, &shown.node, before);
        shown
    }

    fn build_into(self, kept: &mut Vec<Kept>) -> Node {
        let Self(parts) = self;
        let node = Rndr::create_element(parts.tag, None);
        for (name, value) in parts.attributes {
            Rndr::set_attribute(&node, name, &value);
        }
        for (part, value) in parts.following {
            kept.push(follow(Place::Part(node.clone(), part), value));
        }
        for (event, listener) in parts.listeners {
            kept.push(listen(&node, event, listener));
        }
        for child in parts.children {
            match child {
                Child::Element(element) => {
                    let child = element.build_into(kept);
                    Rndr::insert_node(&node, &child, None);
                }
                Child::Text(text) => Rndr::insert_node(&node, &Rndr::create_text_node(&text), None),
                Child::Words(words) => {
                    let text = Rndr::create_text_node("");
                    Rndr::insert_node(&node, &text, None);
                    kept.push(follow(Place::Text(text), words));
                }
                Child::Elements(elements) => kept.push(follow_elements(&node, elements)),
            }
        }
        node
    }

    fn write_html(self, out: &mut String) {
        let Self(parts) = self;
        out.push('<');
        out.push_str(parts.tag);
        let following = parts.following.into_iter().filter_map(|(part, mut value)| {
            let (name, value) = part.attribute(value.now().as_deref());
            Some((name, value?))
        });
        for (name, value) in parts.attributes.into_iter().chain(following) {
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            escape(&value, out);
            out.push('"');
        }
        out.push('>');
        if parts.tag == "input" {
            return;
        }
        for child in parts.children {
            match child {
                Child::Element(element) => element.write_html(out),
                Child::Text(text) => escape(&text, out),
                Child::Words(mut words) => escape(&words.now().unwrap_or_default(), out),
                Child::Elements(mut elements) => {
                    elements().into_iter().flatten().for_each(|element| element.write_html(out));
                    out.push_str("<!>");
                }
            }
        }
        out.push_str("</");
        out.push_str(parts.tag);
        out.push('>');
    }
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
}

impl Render for Element {
    type State = Shown;

    fn build(self) -> Shown {
        let mut kept = Vec::new();
        let node = self.build_into(&mut kept);
        Shown { node, _kept: kept }
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

    fn to_html_with_buf(self, out: &mut String, position: &mut Position, _: bool, _: bool, _: Vec<AnyAttribute>) {
        self.write_html(out);
        *position = Position::NextChild;
    }

    /// The widget is drawn by whoever shows it: what is there already makes room.
    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> Shown {
        if position.get() == Position::FirstChild {
            cursor.child();
        } else if position.get() != Position::Current {
            cursor.sibling();
        }
        let old = cursor.current();
        let shown = self.build();
        if let Some(parent) = old.parent_element() {
            Rndr::insert_node(&parent, &shown.node, Some(&old));
            Rndr::remove(&old);
        }
        cursor.set(shown.node.clone().into());
        position.set(Position::NextChild);
        shown
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
        Rndr::insert_node(parent, &self.node, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.node.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Node> {
        vec![self.node.clone()]
    }
}

impl core::fmt::Debug for Element {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Element").field("tag", &self.0.tag).finish_non_exhaustive()
    }
}

impl core::fmt::Debug for Shown {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Shown")
    }
}

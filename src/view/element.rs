//! The one kind of view that all others are made of: an element.
//!
//! Leptos' own builders give every element a type of its own, with the types of its attributes and children in it, and
//! the compiler writes code for each. For a page that is fine; for a form that people on slow phones wait for it was
//! most of the download. Here an element is data, so there is one piece of code for all. Triggers, effects, the
//! renderer and mounting are Leptos', and an [`Element`] is a Leptos view like any other: it mounts, and draws to HTML.
//!
//! What follows the state writes to the page only where its value has changed, so an assistive technology is told nothing
//! twice, and nothing is taken away from under a finger.

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

use crate::i18n::Texts;
use crate::state::{App, Input, State};

/// A value that follows the state. Most are plain functions, of the form and perhaps an input: a closure would bring code
/// of its own for being called, kept and let go of.
enum Value {
    Words(App, fn(&State) -> String),
    InputWords(App, Input, fn(&State, Input) -> String),
    /// An empty text while the flag is up; otherwise the attribute is taken away.
    Flag(App, fn(&State) -> bool),
    /// The same for an input that something is wrong with.
    Wrong(App, Input),
    Text(App, fn(&Texts) -> &'static str),
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
        self.follow(Part::Class(own, "wrong"), Value::Wrong(app.clone(), input))
    }

    /// Marks an input while something is wrong with it.
    pub(crate) fn invalid(self, app: &App, input: Input) -> Self {
        self.follow(Part::True("aria-invalid"), Value::Wrong(app.clone(), input))
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
    pub(crate) fn texts(self, app: &App, pick: fn(&Texts) -> &'static str) -> Self {
        self.push(Child::Words(Value::Text(app.clone(), pick)))
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
            Self::Wrong(app, input) => app.is_wrong(*input).then(String::new),
            Self::Text(app, pick) => Some(pick(app.texts()).to_owned()),
            Self::Other(value) => value(),
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
            (Self::True(name), value) => (name, value.map(|_| "true".to_owned())),
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
    let marker = Rndr::create_text_node("");
    Rndr::insert_node(parent, &marker, None);
    let parent = parent.clone();
    let mut shown: Vec<Shown> = Vec::new();
    effect(Box::new(move |_| {
        let Some(elements) = elements() else { return };
        // The new ones first: a region that scrolls keeps its place.
        let fresh: Vec<Shown> = elements
            .into_iter()
            .map(|element| element.show(&parent, Some(&marker)))
            .collect();
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
                    elements()
                        .into_iter()
                        .flatten()
                        .for_each(|element| element.write_html(out));
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
        f.debug_struct("Element")
            .field("tag", &self.0.tag)
            .finish_non_exhaustive()
    }
}

impl core::fmt::Debug for Shown {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Shown")
    }
}

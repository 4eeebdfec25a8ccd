//! Taking over what stands on the page already: the form that came with it as HTML.
//!
//! Nodes are taken in order, one after the other, as far as they are what they should be. What is not goes, and what is
//! missing is made; so whatever a page was drawn from, and whatever has been done to it since, what stands there in the
//! end is the view. An input that is taken keeps what was typed into it, its focus, its selection and an input method's
//! unfinished word, because nothing about it is touched.
//!
//! An element that is new has nothing drawn in it, and everything is made: there is one way through for both.

use leptos::tachys::renderer::Rndr;
use leptos::tachys::renderer::types::{Element as Node, Node as AnyNode, Text};
use leptos::wasm_bindgen::JsCast as _;

/// The attribute by which elements are told apart.
pub(super) const ID: &str = "id";

const TEXT: &str = "#text";
const COMMENT: &str = "#comment";

/// The children of an element, from one that was not looked at yet.
pub(super) struct Drawn {
    parent: Node,
    /// What is taken next, and what new nodes are put before.
    next: Option<AnyNode>,
    /// Whether these are elements that follow the state: they end at their marker, a comment.
    marked: bool,
}

impl Drawn {
    /// All children of an element.
    pub(super) fn within(parent: &Node) -> Self {
        Self {
            parent: parent.clone(),
            next: parent.first_child(),
            marked: false,
        }
    }

    /// The elements from here to their marker, and the marker. Where there is none, one is made, with nothing before it.
    pub(super) fn until_marker(&mut self) -> (Self, AnyNode) {
        let mut node = self.next.clone();
        while let Some(other) = node.take_if(|node| node.node_name() != COMMENT) {
            node = other.next_sibling();
        }
        let (from, marker) = match node {
            Some(marker) => {
                let after = marker.next_sibling();
                (core::mem::replace(&mut self.next, after), marker)
            }
            None => {
                let marker: AnyNode = Rndr::create_placeholder().into();
                self.insert(&marker);
                (None, marker)
            }
        };
        (Self::before(&self.parent, &marker, from), marker)
    }

    /// What stands before a marker, from this node on; without one, the place just before it.
    pub(super) fn before(parent: &Node, marker: &AnyNode, from: Option<AnyNode>) -> Self {
        Self {
            parent: parent.clone(),
            next: from.or_else(|| Some(marker.clone())),
            marked: true,
        }
    }

    /// The next element with this tag and this id, or without one. What stands before it goes: what was typed into one
    /// input must not turn up in another.
    pub(super) fn element(&mut self, tag: &str, id: Option<&str>) -> Option<Node> {
        while let Some(node) = self.take() {
            if node.node_name().eq_ignore_ascii_case(tag) {
                let element: Node = node.clone().unchecked_into();
                if element.get_attribute(ID).as_deref() == id {
                    return Some(element);
                }
            }
            Rndr::remove(&node);
        }
        None
    }

    /// The next text, which is made where there is none.
    pub(super) fn text(&mut self) -> Text {
        if let Some(text) = self.next.take_if(|node| node.node_name() == TEXT) {
            self.next = text.next_sibling();
            return text.unchecked_into();
        }
        let text = Rndr::create_text_node("");
        self.insert(&text);
        text
    }

    /// Puts a new node in the place that was reached.
    pub(super) fn insert(&self, node: &AnyNode) {
        Rndr::insert_node(&self.parent, node, self.next.as_ref());
    }

    /// Removes what nobody has taken.
    pub(super) fn end(mut self) {
        while let Some(node) = self.take() {
            Rndr::remove(&node);
        }
    }

    fn take(&mut self) -> Option<AnyNode> {
        let node = self.next.clone()?;
        if self.marked && node.node_name() == COMMENT {
            return None;
        }
        self.next = node.next_sibling();
        Some(node)
    }
}

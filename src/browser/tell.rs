//! Events that leave the widget: to the page, identifiers and hashes, never a value; to the loader, nothing but a name.

use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{CustomEvent, CustomEventInit, EventTarget, Node, ShadowRoot};

/// Asks the loader for form and policy anew, because they have changed; what was typed is to stay.
pub(crate) const RENEW: &str = "thuan-renew";

/// Tells the page, from the element itself.
#[inline(never)]
pub(crate) fn page(near: &Node, name: &str, detail: &[(&str, &str)]) {
    let target: EventTarget = match near.get_root_node().dyn_into::<ShadowRoot>() {
        Ok(shadow) => shadow.host().into(),
        Err(_) => near.clone().into(),
    };
    let members = Object::new();
    for (member, value) in detail {
        let _ = Reflect::set(
            &members,
            &JsValue::from_str(member),
            &JsValue::from_str(value),
        );
    }
    let options = CustomEventInit::new();
    options.set_bubbles(true);
    options.set_composed(true);
    options.set_detail(&members);
    dispatch(&target, name, &options);
}

/// Tells the loader, which listens at the shadow root; nothing of it gets out.
#[inline(never)]
pub(crate) fn loader(near: &Node, name: &str) {
    here(&near.get_root_node(), name);
}

/// Tells who listens at this very place.
pub(crate) fn here(target: &EventTarget, name: &str) {
    dispatch(target, name, &CustomEventInit::new());
}

fn dispatch(target: &EventTarget, name: &str, options: &CustomEventInit) {
    if let Ok(event) = CustomEvent::new_with_event_init_dict(name, options) {
        let _ = target.dispatch_event(&event);
    }
}

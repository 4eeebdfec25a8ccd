//! Streams that nobody opens.
//!
//! Leptos brings its server functions along, which no feature turns off, and they bring `wasm-streams`: classes that the
//! browser could call, so neither compiler nor linker may leave them out. The widget has no server functions. This
//! crate has what they are compiled against, and no class; since nothing calls it, nothing of it is in the widget.

use futures_util::stream::{Empty, Stream, empty};
use wasm_bindgen::JsValue;

/// Stands for a stream of the browser.
#[derive(Debug)]
pub struct ReadableStream(web_sys::ReadableStream);

impl ReadableStream {
    /// Takes a stream of the browser.
    #[must_use]
    pub fn from_raw(raw: web_sys::ReadableStream) -> Self {
        Self(raw)
    }

    /// The stream of the browser.
    #[must_use]
    pub fn into_raw(self) -> web_sys::ReadableStream {
        self.0
    }

    /// Would make a stream of the browser from one of Rust.
    ///
    /// # Panics
    ///
    /// Always: the widget has no server functions that could call it.
    pub fn from_stream<S>(_: S) -> Self
    where
        S: Stream<Item = Result<JsValue, JsValue>> + 'static,
    {
        unimplemented!("server functions are not part of the widget")
    }

    /// Would read the stream.
    ///
    /// # Panics
    ///
    /// Always: the widget has no server functions that could call it.
    pub fn into_stream(self) -> Empty<Result<JsValue, JsValue>> {
        if true {
            unimplemented!("server functions are not part of the widget")
        }
        empty()
    }
}

//! One value in IndexedDB, as futures.
//!
//! A wrapper crate would weigh several times what these lines do in what a phone downloads, and all that
//! is needed is: open, add, get.

use js_sys::Promise;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbOpenDbRequest, IdbRequest, IdbTransactionMode};

const DATABASE: &str = "thuan";
const STORE: &str = "keys";

/// The value under a name, or `undefined`.
pub(super) async fn get(name: &str) -> Result<JsValue, JsValue> {
    let database = open().await?;
    let result = async {
        let store = database.transaction_with_str(STORE)?.object_store(STORE)?;
        settled(&store.get(&name.into())?).await
    };
    let result = result.await;
    database.close();
    result
}

/// Stores a value unless there is one already, and gives what is stored then: of two tabs that do this at the same
/// time, both get the first one's.
pub(super) async fn add_or_get(name: &str, value: &JsValue) -> Result<JsValue, JsValue> {
    let database = open().await?;
    let added = async {
        let transaction =
            database.transaction_with_str_and_mode(STORE, IdbTransactionMode::Readwrite)?;
        settled(
            &transaction
                .object_store(STORE)?
                .add_with_key(value, &name.into())?,
        )
        .await
    };
    let added = added.await;
    database.close();
    // Refused because a value is there, or refused altogether: reading tells.
    let _ = added;
    get(name).await
}

async fn open() -> Result<IdbDatabase, JsValue> {
    // The getter itself throws where storage is denied, and is null in some private windows.
    let factory = web_sys::window()
        .ok_or(JsValue::NULL)?
        .indexed_db()?
        .ok_or(JsValue::NULL)?;
    let request: IdbOpenDbRequest = factory.open_with_u32(DATABASE, 1)?;
    let upgrading = request.clone();
    let upgrade = Closure::once(move || {
        if let Ok(database) = upgrading.result() {
            let _ = database
                .unchecked_into::<IdbDatabase>()
                .create_object_store(STORE);
        }
    });
    request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
    let database = settled(request.as_ref()).await;
    request.set_onupgradeneeded(None);
    Ok(database?.unchecked_into())
}

async fn settled(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let done = Promise::new(&mut |resolve, reject| {
        let fulfilled = request.clone();
        request.set_onsuccess(Some(
            &Closure::once_into_js(move || {
                let value = fulfilled.result().unwrap_or(JsValue::UNDEFINED);
                let _ = resolve.call1(&JsValue::NULL, &value);
            })
            .unchecked_into(),
        ));
        request.set_onerror(Some(
            &Closure::once_into_js(move |event: web_sys::Event| {
                // Unhandled, the error would reach the page's error handlers and abort the transaction there.
                event.prevent_default();
                event.stop_propagation();
                let _ = reject.call0(&JsValue::NULL);
            })
            .unchecked_into(),
        ));
    });
    JsFuture::from(done).await
}

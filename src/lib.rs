//! The widget: a registration form that leaves the browser as a signed consent record.
//!
//! A form definition and a policy pack go in; a form comes out whose every choice begins unticked; and on sending, the
//! record of what was shown and decided is built by `thuan-consent`, signed by a key that cannot leave the browser,
//! and posted.
//!
//! # Boundary
//!
//! The widget knows browsers and nothing of backends but the wire format. What can be decided without a browser is
//! decided in `thuan-fields` and `thuan-consent`.
//!
//! The same views render natively (feature `ssr`), so everything outside [`browser`] must compile and draw without a
//! browser. In the browser (feature `csr`) nothing may panic: a panic would take every form on the page with it.
//!
//! # Reading order
//!
//! * [`state`]: what a form knows
//! * [`watched`]: a value that views follow
//! * [`reading`]: what was understood from a field's text, and what may have been meant
//! * [`outbox`]: what was signed and not yet answered
//! * [`view`]: what the person sees
//! * [`i18n`]: every text
//! * `plain`: what is answered to a form that was posted as plain HTML (feature `ssr`)
//! * `prerender`: the form as HTML, before anything runs (feature `ssr`)
//! * `actions`: what the views call when a person acts
//! * `browser`: events, key, signing, posting, and the door that `src/embed/thuan.js` calls
//! * `record_page`: what one does with a record afterwards; a module of its own, with the feature `record`

mod actions;
#[cfg(feature = "browser")]
// Each of the two modules that browsers load uses its part of it.
#[cfg_attr(not(feature = "csr"), allow(dead_code))]
pub mod browser;
pub mod i18n;
pub mod outbox;
#[cfg(feature = "ssr")]
pub mod plain;
#[cfg(feature = "ssr")]
pub mod prerender;
pub mod reading;
#[cfg(any(feature = "record", feature = "ssr"))]
pub mod record_page;
pub mod state;
pub mod view;
pub mod watched;

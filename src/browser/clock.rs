//! Whether the browser's clock ran evenly while a form was open.

use js_sys::Date;
use thuan_consent::record::Clock;

/// How far the two clocks may drift apart, in milliseconds, before it is said.
const TOLERANCE_MS: f64 = 2_000.0;

/// The wall clock minus the running time of the page, in milliseconds: the same all the time, unless the clock is set
/// or the device sleeps.
pub(crate) fn offset() -> f64 {
    let running = web_sys::window().and_then(|window| window.performance());
    running.map_or(0.0, |running| Date::now() - running.now())
}

/// How the clock ran since the offset was taken; `None`: evenly.
pub(crate) fn ran(opened: f64) -> Option<Clock> {
    ((offset() - opened).abs() > TOLERANCE_MS).then_some(Clock::Stepped)
}

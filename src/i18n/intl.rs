//! Dates and plurals: Unicode CLDR's, by the browser's `Intl` (ECMA-402) or natively by ICU4X. A journey holds the two
//! together.

#[cfg(all(feature = "ssr", not(feature = "browser")))]
pub use here::categories;
pub use here::{category, day};

/// In a browser.
#[cfg(feature = "browser")]
mod here {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen(module = "/src/i18n/intl.js")]
    extern "C" {
        #[wasm_bindgen(catch, js_name = day)]
        fn day_js(locale: &str, style: &str, iso: &str) -> Result<String, JsValue>;

        #[wasm_bindgen(catch, js_name = category)]
        fn category_js(locale: &str, count: &str) -> Result<usize, JsValue>;
    }

    /// A day in words, from `YYYY-MM-DD`; what is no day stays as it is. `style` is a file's `date`.
    #[must_use]
    pub fn day(locale: &str, style: &str, iso: &str) -> String {
        day_js(locale, style, iso).unwrap_or_else(|_| iso.to_owned())
    }

    /// The place of a number's plural category, `other` being 0.
    #[must_use]
    pub fn category(locale: &str, count: &str) -> usize {
        category_js(locale, count).unwrap_or_default()
    }
}

/// Natively.
#[cfg(all(feature = "ssr", not(feature = "browser")))]
mod here {
    use icu_calendar::{Date, Gregorian};
    use icu_datetime::FixedCalendarDateTimeFormatter;
    use icu_datetime::fieldsets::YMD;
    use icu_datetime::options::{Alignment, YearStyle};
    use icu_locale_core::Locale;
    use icu_plurals::{PluralCategory, PluralRules, PluralRulesOptions};

    /// A day in words, from `YYYY-MM-DD`; what is no day stays as it is. `style` is a file's `date`.
    #[must_use]
    pub fn day(locale: &str, style: &str, iso: &str) -> String {
        in_words(locale, style, iso).unwrap_or_else(|| iso.to_owned())
    }

    fn in_words(locale: &str, style: &str, iso: &str) -> Option<String> {
        let locale: Locale = locale.parse().ok()?;
        let day = Date::try_from_str(iso, Gregorian).ok()?;
        let fields = match style {
            "long" => YMD::long(),
            _ => YMD::short()
                .with_year_style(YearStyle::Full)
                .with_alignment(Alignment::Column),
        };
        let words = FixedCalendarDateTimeFormatter::try_new(locale.into(), fields).ok()?;
        Some(words.format(&day).to_string())
    }

    /// The place of a number's plural category, `other` being 0.
    #[must_use]
    pub fn category(locale: &str, count: &str) -> usize {
        of(locale, count).map_or(0, place)
    }

    fn place(category: PluralCategory) -> usize {
        match category {
            PluralCategory::Other => 0,
            PluralCategory::Zero => 1,
            PluralCategory::One => 2,
            PluralCategory::Two => 3,
            PluralCategory::Few => 4,
            PluralCategory::Many => 5,
        }
    }

    /// The places of the plural categories that a language has, for whole numbers, in that order.
    #[must_use]
    pub fn categories(locale: &str) -> Vec<usize> {
        let mut places = Vec::new();
        if let Some(rules) = rules(locale) {
            places.extend(rules.categories().map(place));
        }
        places.sort_unstable();
        places
    }

    fn of(locale: &str, count: &str) -> Option<PluralCategory> {
        let count: u64 = count.parse().ok()?;
        Some(rules(locale)?.category_for(count))
    }

    fn rules(locale: &str) -> Option<PluralRules> {
        let locale: Locale = locale.parse().ok()?;
        PluralRules::try_new(locale.into(), PluralRulesOptions::default()).ok()
    }
}

/// For neither: nothing is shown.
#[cfg(not(any(feature = "browser", feature = "ssr")))]
mod here {
    pub fn day(_locale: &str, _style: &str, iso: &str) -> String {
        iso.to_owned()
    }

    pub fn category(_locale: &str, _count: &str) -> usize {
        0
    }
}

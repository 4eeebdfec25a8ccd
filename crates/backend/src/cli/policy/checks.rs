//! What one should know about a form that asks something of whoever sends it.

use crate::catalogue::Catalogue;

/// Warns where what a form asks can be gone around, or is not told to people.
pub fn warn_of_checks(catalogue: &Catalogue) {
    for (id, form) in catalogue.forms() {
        let asked = form.value.abuse();
        let plain = form.value.plain_endpoint.is_some();
        if plain && (asked.proof_of_work || asked.token.is_some()) {
            tracing::warn!(
                event = "plain_unchecked",
                form = id,
                "who posts the form as plain HTML neither calculates nor has a token; leave plain_endpoint out if that \
                 must not be"
            );
        }
        let Some(token) = asked.token else { continue };
        let origin = token.origin();
        let host = origin.as_ref().map_or("", |origin| origin.as_str());
        let host = host.split("://").nth(1).unwrap_or_default();
        // `challenges.cloudflare.com` is Cloudflare's.
        let name = host.rsplit('.').nth(1).unwrap_or(host).to_lowercase();
        let policy = catalogue.pack(&form.value.policy);
        let texts = policy.into_iter().flat_map(|pack| pack.value.text.iter());
        for (language, text) in texts {
            if !text.to_lowercase().contains(&name) {
                tracing::warn!(
                    event = "service_unnamed",
                    form = id,
                    language = language.as_str(),
                    "the form has {host} judge whether a person is there, and so it sees who sends the form; name it in \
                     the policy"
                );
            }
        }
    }
}

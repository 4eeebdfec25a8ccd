//! Endpoints of webhooks.

use std::collections::BTreeSet;

use super::StoreError;
use super::outbox::{Channel, Event, Events, Subscriber};
use super::sql::{Connection, query_as};

/// The endpoints that are told of what happens.
pub(super) async fn subscribers(
    connection: &mut Connection<'_>,
) -> Result<Vec<Subscriber>, StoreError> {
    let endpoints: Vec<(String, Option<String>)> =
        query_as("SELECT endpoint_id, events FROM webhook_endpoints WHERE stopped_at IS NULL")
            .fetch_all(connection)
            .await?;
    let subscriber = |(target, events): (String, Option<String>)| {
        Ok(Subscriber {
            channel: Channel::Webhook,
            target,
            events: events_of(events.as_deref())?,
        })
    };
    endpoints.into_iter().map(subscriber).collect()
}

/// Events from their column.
fn events_of(column: Option<&str>) -> Result<Events, StoreError> {
    let Some(names) = column else {
        return Ok(Events::All);
    };
    let names: Option<Vec<String>> = serde_json::from_str(names).ok();
    let events: Option<BTreeSet<Event>> =
        names.and_then(|names| names.iter().map(|name| Event::parse(name)).collect());
    Ok(Events::These(
        events.ok_or(StoreError::Corrupt("list of events"))?,
    ))
}

//! Endpoints of webhooks.

use thuan_consent::time::Timestamp;

use super::outbox::{Channel, Event, Events, Subscriber};
use super::sql::{Connection, Row, query, query_as};
use super::{Store, StoreError};
use crate::webhooks::endpoint::{Data, Endpoint};
use crate::webhooks::secret::Secret;

impl Store {
    /// Keeps a new endpoint. It is told of what happens from now on.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn add_endpoint(&self, endpoint: &Endpoint) -> Result<(), StoreError> {
        query(
            "INSERT INTO webhook_endpoints (endpoint_id, url, events, data, secret, created_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&endpoint.endpoint_id)
        .bind(endpoint.url.to_string())
        .bind(column(&endpoint.events)?)
        .bind(endpoint.data.name())
        .bind(endpoint.secret.bytes())
        .bind(&endpoint.created_at)
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// Every endpoint, in the order they were added.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn endpoints(&self) -> Result<Vec<Endpoint>, StoreError> {
        let rows = query("SELECT * FROM webhook_endpoints ORDER BY created_at, endpoint_id")
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(endpoint).collect()
    }

    /// One endpoint by its name.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn endpoint(&self, id: &str) -> Result<Option<Endpoint>, StoreError> {
        let row = query("SELECT * FROM webhook_endpoints WHERE endpoint_id = $1")
            .bind(id)
            .fetch_optional(&self.readers)
            .await?;
        row.as_ref().map(endpoint).transpose()
    }

    /// Deletes an endpoint with its secrets and with what it was still to be told, and gives how much that was; `None`
    /// where there is no such endpoint.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn remove_endpoint(&self, id: &str) -> Result<Option<u64>, StoreError> {
        let mut transaction = self.writer.begin_beside().await?;
        let removed = query("DELETE FROM webhook_endpoints WHERE endpoint_id = $1")
            .bind(id)
            .execute(&mut transaction)
            .await?;
        let untold = query(
            "DELETE FROM deliveries WHERE channel = $1 AND target = $2 AND state <> 'delivered'",
        )
        .bind(Channel::Webhook.name())
        .bind(id)
        .execute(&mut transaction)
        .await?;
        transaction.commit().await?;
        Ok((removed > 0).then_some(untold))
    }

    /// Gives an endpoint a new secret; the one it has signs as well until a time. Says whether there is such an
    /// endpoint.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn rotate_endpoint(
        &self,
        id: &str,
        secret: &Secret,
        previous_until: &Timestamp,
    ) -> Result<bool, StoreError> {
        let rotated = query(
            "UPDATE webhook_endpoints SET previous_secret = secret, previous_until = $1, secret = $2
             WHERE endpoint_id = $3",
        )
        .bind(previous_until.as_str())
        .bind(secret.bytes())
        .bind(id)
        .execute(&self.writer)
        .await?;
        Ok(rotated > 0)
    }

    /// Stops an endpoint, and gives up what it was still to be told.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn stop_endpoint(&self, id: &str, now: &Timestamp) -> Result<(), StoreError> {
        let mut transaction = self.writer.begin_beside().await?;
        query("UPDATE webhook_endpoints SET stopped_at = coalesce(stopped_at, $1) WHERE endpoint_id = $2")
            .bind(now.as_str())
            .bind(id)
            .execute(&mut transaction)
            .await?;
        query(
            "UPDATE deliveries SET state = 'dead', finished_at = $1, last_outcome = 'stopped'
             WHERE channel = $2 AND target = $3 AND state = 'pending' AND lease_until IS NULL",
        )
        .bind(now.as_str())
        .bind(Channel::Webhook.name())
        .bind(id)
        .execute(&mut transaction)
        .await?;
        transaction.commit().await
    }

    /// Has an endpoint told again of what happens. Says whether there is such an endpoint.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn resume_endpoint(&self, id: &str) -> Result<bool, StoreError> {
        let resumed =
            query("UPDATE webhook_endpoints SET stopped_at = NULL WHERE endpoint_id = $1")
                .bind(id)
                .execute(&self.writer)
                .await?;
        Ok(resumed > 0)
    }
}

/// The endpoints that are told of what happens.
pub(super) async fn subscribers(
    connection: &mut Connection<'_>,
) -> Result<Vec<Subscriber>, StoreError> {
    let endpoints: Vec<(String, Option<String>)> =
        query_as("SELECT endpoint_id, events FROM webhook_endpoints WHERE stopped_at IS NULL")
            .fetch_all(connection)
            .await?;
    let mut subscribers = Vec::new();
    for (target, events) in endpoints {
        match events_of(events.as_deref()) {
            Ok(events) => subscribers.push(Subscriber {
                channel: Channel::Webhook,
                target,
                events,
            }),
            // Somebody changed it behind our back: no reason to keep no records.
            Err(error) => {
                tracing::error!(event = "endpoint_unreadable", to = target, error = %error);
            }
        }
    }
    Ok(subscribers)
}

fn endpoint(row: &Row) -> Result<Endpoint, StoreError> {
    let corrupt = StoreError::Corrupt;
    let url: String = row.get("url")?;
    let data: String = row.get("data")?;
    let events: Option<String> = row.get("events")?;
    let secret = |bytes| Secret::from_bytes(bytes).ok_or(corrupt("secret of an endpoint"));
    let previous: Option<Vec<u8>> = row.get("previous_secret")?;
    let until: Option<String> = row.get("previous_until")?;
    Ok(Endpoint {
        endpoint_id: row.get("endpoint_id")?,
        url: url.parse().map_err(|_| corrupt("address of an endpoint"))?,
        events: events_of(events.as_deref())?,
        data: Data::parse(&data).ok_or(corrupt("kind of data"))?,
        secret: secret(row.get("secret")?)?,
        previous: previous.map(secret).transpose()?.zip(until),
        created_at: row.get("created_at")?,
        stopped_at: row.get("stopped_at")?,
    })
}

/// Events from their column.
fn events_of(column: Option<&str>) -> Result<Events, StoreError> {
    let Some(names) = column else {
        return Ok(Events::All);
    };
    let names: Vec<String> =
        serde_json::from_str(names).map_err(|_| StoreError::Corrupt("list of events"))?;
    // One that a newer version knows never happens here.
    let known = names.iter().filter_map(|name| Event::parse(name));
    Ok(Events::These(known.collect()))
}

/// Events for their column.
fn column(events: &Events) -> Result<Option<String>, StoreError> {
    let Events::These(events) = events else {
        return Ok(None);
    };
    let names = Vec::from_iter(events.iter().map(|event| event.name()));
    let names = serde_json::to_string(&names);
    names
        .map(Some)
        .map_err(|_| StoreError::Corrupt("list of events"))
}

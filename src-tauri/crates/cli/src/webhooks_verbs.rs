//! `conduit-keys webhooks …`.

use actions::{
    DeliveryRef, Failure, Operation, WebhookRef,
    view::{ChangeWebhook, CreateWebhook, ListDeliveries, RotateWebhookSecret, SecretPlace, WebhookView},
};
use keys::wire::{ChangeWebhookEndpoint, Delivery, DeliveryAttempt, DeliveryStatus, Subscription, SubscriptionMode};

use crate::{
    Face,
    arguments::{DeliveriesVerb, Events, Out, WebhooksVerb},
    deliver::check_out,
    keys_verbs::more,
    people_verbs::deliver,
    print::{moment, table, word},
};

pub(crate) async fn run(face: &Face, verb: WebhooksVerb) -> Result<(), Failure> {
    face.check_possible(None, needed(&verb)).await?;
    let connection = face.connection.clone();
    match verb {
        WebhooksVerb::List { environment, after } => {
            let list = face.app.list_webhooks(&connection, after.as_deref(), environment.environment).await?;
            face.answer(&list, || {
                if list.webhooks.is_empty() {
                    return vec!["There are no webhook endpoints yet.".to_owned()];
                }
                let rows: Vec<_> = list.webhooks.iter().map(webhook_row).collect();
                let mut lines = table(&["ADDRESS", "EVENTS", "HEALTH", "LAST SENT", "ID"], &rows);
                lines.extend(more(list.next_cursor.as_deref()));
                lines
            })
        }
        WebhooksVerb::Create { environment, to: url, description, events, out } => {
            check_out(face, Some(&out.out), out.replace).await?;
            let (idempotency_key, environment) = (face.ambient.mint_uuid(), environment.environment);
            let subscription = subscription(events).unwrap_or_default();
            let asked = CreateWebhook { idempotency_key, connection, environment, url, description, subscription };
            hand_over(face, face.app.create_webhook(asked).await?, &out, "Created").await
        }
        WebhooksVerb::Update { webhook, to: url, description, events, all_events, active } => {
            let description = description.map(|text| Some(text).filter(|text| !text.is_empty()));
            let subscription = if all_events { Some(Subscription::default()) } else { subscription(events) };
            let change = ChangeWebhookEndpoint { url, description, active, subscription };
            let webhook = WebhookRef::new(&connection, &webhook);
            let view = face.app.change_webhook(ChangeWebhook { webhook, change }).await?;
            face.answer(&view, || {
                let endpoint = &view.endpoint;
                vec![format!("{} ({}): {}, {}.", endpoint.url, endpoint.id, events_of(&view), word(&view.health))]
            })
        }
        WebhooksVerb::RotateSecret { webhook, environment, out } => {
            check_out(face, Some(&out.out), out.replace).await?;
            let webhook = WebhookRef::new(&connection, &webhook);
            let asked = RotateWebhookSecret { idempotency_key: face.ambient.mint_uuid(), webhook, environment };
            hand_over(face, face.app.rotate_webhook_secret(asked).await?, &out, "Rotated the secret of").await
        }
        WebhooksVerb::Test { webhook } => {
            let delivery = face.app.test_webhook(&WebhookRef::new(&connection, &webhook)).await?;
            face.answer(&delivery, || {
                let id = &delivery.id;
                vec![format!("Under way. What comes of it: conduit-keys webhooks deliveries get {id}")]
            })
        }
        WebhooksVerb::Events => {
            let view = face.app.list_webhook_events(&connection).await?;
            let row = |event: &keys::wire::EventType| vec![event.name.clone(), event.description.clone()];
            face.answer(&view, || table(&["EVENT", "TELLS"], &view.events.iter().map(row).collect::<Vec<_>>()))
        }
        WebhooksVerb::Deliveries { verb } => deliveries(face, connection, verb).await,
    }
}

async fn deliveries(face: &Face, connection: String, verb: DeliveriesVerb) -> Result<(), Failure> {
    match verb {
        DeliveriesVerb::List { environment, webhook, status, after: cursor } => {
            let environment = environment.environment;
            let asked = ListDeliveries { connection, environment, webhook, status, cursor };
            let list = face.app.list_deliveries(asked).await?;
            face.answer(&list, || {
                if list.deliveries.is_empty() {
                    return vec!["Nothing was sent.".to_owned()];
                }
                let rows: Vec<_> = list.deliveries.iter().map(delivery_row).collect();
                let mut lines = table(&["EVENT", "STATE", "ATTEMPTS", "SINCE", "NEXT ATTEMPT", "ID"], &rows);
                lines.extend(more(list.next_cursor.as_deref()));
                lines
            })
        }
        DeliveriesVerb::Get { delivery } => {
            let delivery = face.app.get_delivery(&DeliveryRef::new(&connection, &delivery)).await?;
            face.answer(&delivery, || told(&delivery))
        }
        DeliveriesVerb::Retry { delivery } => {
            let delivery = face.app.retry_delivery(&DeliveryRef::new(&connection, &delivery)).await?;
            face.answer(&delivery, || told(&delivery))
        }
    }
}

fn needed(verb: &WebhooksVerb) -> Operation {
    match verb {
        WebhooksVerb::List { .. } => Operation::ReadWebhooks,
        WebhooksVerb::Create { .. } | WebhooksVerb::Update { .. } => Operation::SetUpWebhooks,
        WebhooksVerb::RotateSecret { .. } => Operation::RotateWebhookSecret,
        _ => Operation::WatchWebhooks,
    }
}

/// None where no kind is named.
fn subscription(Events { events: event_types }: Events) -> Option<Subscription> {
    (!event_types.is_empty()).then_some(Subscription { mode: SubscriptionMode::Selected, event_types })
}

/// Puts a signing secret where it was told to go. One that got lost is no harm: it is rotated once more.
async fn hand_over(face: &Face, view: WebhookView, out: &Out, done: &str) -> Result<(), Failure> {
    let whose = WebhookRef::new(&view.connection, &view.endpoint.id).secret();
    deliver(face, &whose, &view, out).await.map_err(|failure| Failure {
        message: format!(
            "{} The endpoint is there. For another secret: conduit-keys webhooks rotate-secret {}",
            failure.message, view.endpoint.id
        ),
        ..failure
    })?;
    face.app.forget_secret(&whose).await?;
    let view = WebhookView { secret: SecretPlace::Elsewhere, ..view };
    face.tell(Some(&out.out), &view, || {
        let endpoint = &view.endpoint;
        let both = endpoint.signature.previous_secret_ends_at;
        let overlap = both.map(|end| format!("Until {end} deliveries carry the signature of the last secret too."));
        let unsigned = (!endpoint.signature.available).then(|| {
            "Nothing is sent: the authority has no sealing key. Rotate the secret once it has one.".to_owned()
        });
        [Some(format!("{done} {} ({}).", endpoint.url, endpoint.id)), overlap, unsigned].into_iter().flatten().collect()
    })
}

fn events_of(view: &WebhookView) -> String {
    match &view.endpoint.subscription {
        Subscription { mode: SubscriptionMode::All, .. } => "every event".to_owned(),
        Subscription { event_types, .. } => event_types.join(", "),
    }
}

fn webhook_row(view: &WebhookView) -> Vec<String> {
    let endpoint = &view.endpoint;
    let last = endpoint.recent.first().map(|delivery| delivery.updated_at);
    vec![endpoint.url.clone(), events_of(view), word(&view.health), moment(last), endpoint.id.clone()]
}

fn delivery_row(delivery: &Delivery) -> Vec<String> {
    vec![
        delivery.event_type.clone(),
        word(&delivery.status),
        format!("{} of {}", delivery.attempt_count, delivery.max_attempts),
        delivery.created_at.to_string(),
        moment(delivery.next_attempt_at),
        delivery.id.clone(),
    ]
}

fn told(delivery: &Delivery) -> Vec<String> {
    let mut lines = vec![format!("{} {} ({}).", delivery.event_type, word(&delivery.status), delivery.id)];
    let attempts = delivery.attempts.iter().flatten().map(attempt_row).collect::<Vec<_>>();
    if !attempts.is_empty() {
        lines.extend(table(&["ATTEMPT", "BEGAN", "WHAT CAME OF IT", "STATUS"], &attempts));
    }
    lines.extend(delivery.next_attempt_at.map(|at| format!("The next attempt is made at {at}.")));
    if delivery.status == DeliveryStatus::Failed {
        lines.push(format!("To send it again: conduit-keys webhooks deliveries retry {}", delivery.id));
    }
    lines
}

fn attempt_row(attempt: &DeliveryAttempt) -> Vec<String> {
    let outcome = attempt.outcome.map_or_else(|| "under way".to_owned(), |outcome| word(&outcome));
    let status = attempt.status_code.map_or_else(|| "-".to_owned(), |status| status.to_string());
    vec![attempt.number.to_string(), attempt.started_at.to_string(), outcome, status]
}

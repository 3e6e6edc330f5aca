//! The news, as server-sent events.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::State,
    http::{
        HeaderMap, HeaderName, HeaderValue, Method,
        header::{CACHE_CONTROL, CONTENT_TYPE},
    },
    response::{
        IntoResponse as _, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures_util::stream;
use keys::{
    Environment,
    wire::{Code, News, NewsEnded, NewsKind, NewsReady, NewsResync},
};
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, sleep_until};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{App, Manage};
use crate::{
    Failure, Proven, Service,
    evidence::news::{
        following::{Following, Heard},
        line::Reader,
    },
    faces::http::query::CheckedQuery,
    ground::news::Mark,
    people::permission,
};

/// A comment comes when nothing else came for so long: less than proxies wait.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How soon whoever lost the stream asks for it again.
const RETRY: Duration = Duration::from_secs(1);
const LAST_EVENT_ID: &str = "last-event-id";
const STREAM: HeaderValue = HeaderValue::from_static("text/event-stream");

pub(super) fn routes() -> OpenApiRouter<Manage> {
    OpenApiRouter::default().routes(routes!(follow_news))
}

/// Which news, and from where on.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct NewsQuery {
    /// Of this environment, and of what is in none; of both when nothing is said.
    environment: Option<Environment>,
    /// As the header `Last-Event-ID`, for who cannot set it; the header counts when both are there.
    #[serde(rename = "lastEventId")]
    #[param(max_length = 64)]
    last_event_id: Option<String>,
}

/// The data of an event, by its name: of one without a name, of `ready`, of `resync`, of `ended`.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "for the document; each event is written from one of these shapes")]
enum NewsData {
    News(News),
    Ready(NewsReady),
    Resync(NewsResync),
    Ended(NewsEnded),
}

/// Follow the news: each committed change of what the asker may see, as it happens
///
/// A change is an event without a name, whose data is a `News`: what changed, never how it is now. `ready`, `resync` and
/// `ended` are named events. Without a `Last-Event-ID` the stream begins now. `API.md`, section News, has the whole.
#[utoipa::path(
    get,
    path = "/events",
    tag = "News",
    params(
        NewsQuery,
        ("Last-Event-ID" = Option<String>, Header, description = "The `id` of the last event that came: the stream goes on behind it."),
    ),
    responses(
        (status = 200, description = "Events, until the asker's session or token ends. The data of those without a name is \
            a `News`; of `ready` a `NewsReady`, of `resync` a `NewsResync`, of `ended` a `NewsEnded`.",
            body = NewsData, content_type = "text/event-stream"),
        (status = 429, description = "`RATE_LIMITED`: the organization listens as often as it may at a time."),
    )
)]
async fn follow_news(
    app: App,
    proven: Proven,
    method: Method,
    headers: HeaderMap,
    query: CheckedQuery<NewsQuery>,
) -> Result<Response, Failure> {
    let last = headers.get(LAST_EVENT_ID).map(|value| value.to_str().unwrap_or_default());
    let last = last.or(query.0.last_event_id.as_deref()).filter(|text| !text.is_empty()).map(str::parse::<Mark>);
    if method == Method::HEAD {
        // What GET would begin with, and no place taken for it.
        return Ok(unbuffered(([(CONTENT_TYPE, STREAM)], Body::empty()).into_response()));
    }
    let following = app.service.evidence.follow_news(reader(&proven, query.0.environment), last)?;
    let State(Manage { service, .. }) = app;
    let stream = Stream::open(service, proven, following).await?;
    let events = stream::unfold(Some(stream), |stream| async move {
        let mut stream = stream?;
        let (event, is_last) = stream.next().await;
        Some((Ok::<_, Infallible>(event), (!is_last).then_some(stream)))
    });
    Ok(unbuffered(Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response()))
}

/// Neither kept by anybody nor held back by a proxy.
fn unbuffered(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}

/// What somebody hears is what they may list.
fn reader(proven: &Proven, environment: Option<Environment>) -> Reader {
    let caller = proven.caller();
    let may_get = |path| permission::find(Method::GET.as_str(), path).is_some_and(|line| line.who.admits(caller.role));
    let may_list = |kind: &NewsKind| may_get(list_of(*kind));
    let opener = match proven {
        Proven::Member(member) => member.member_id.clone(),
        Proven::Token(caller) => caller.actor.id.clone(),
    };
    let sees = NewsKind::ALL.into_iter().filter(may_list).collect();
    Reader {
        organization_id: caller.organization_id.clone(),
        environment,
        sees,
        opener,
        decides: may_get("/activations"),
    }
}

/// The route that shows such things.
fn list_of(kind: NewsKind) -> &'static str {
    match kind {
        NewsKind::Key => "/keys",
        NewsKind::Rotation => "/rotations",
        NewsKind::KeyApproval => "/key-approvals",
        NewsKind::Alert => "/alerts",
        NewsKind::Activation => "/activation",
        NewsKind::Organization => "/organization",
        NewsKind::Member => "/members",
        NewsKind::Token => "/tokens",
        NewsKind::WebhookEndpoint => "/webhooks/endpoints",
        NewsKind::WebhookDelivery => "/webhooks/deliveries",
        NewsKind::Request => "/requests",
        NewsKind::Audit => "/audit",
    }
}

/// An open stream.
struct Stream {
    service: Arc<Service>,
    proven: Proven,
    following: Following,
    ends: Option<Instant>,
}

impl Stream {
    /// Opens one, if who was let in may still stay: what ended them before this listened was told to nobody.
    async fn open(service: Arc<Service>, proven: Proven, following: Following) -> Result<Self, Failure> {
        let Ok(ends_at) = service.people.standing(&proven).await? else {
            return Err(Failure::refused(Code::TokenInvalid, "The management token is not valid."));
        };
        // The steady clock counts from here: a step of the machine's clock ends nothing early.
        let left = |end: keys::Timestamp| end.as_millis() - service.ground.now().as_millis();
        let ends = ends_at.map(|end| Instant::now() + Duration::from_millis(left(end).max(0).unsigned_abs()));
        Ok(Self { service, proven, following, ends })
    }

    /// The next event, and whether it is the last one.
    async fn next(&mut self) -> (Event, bool) {
        loop {
            let ends = self.ends;
            let expired = async move {
                match ends {
                    Some(end) => sleep_until(end).await,
                    None => std::future::pending().await,
                }
            };
            let heard = tokio::select! {
                // A stream that always has something to tell ends as well.
                biased;
                () = expired => return ended("access_expired"),
                heard = self.following.next() => heard,
            };
            return match heard {
                Ok(Heard::Doubted) => match self.service.people.standing(&self.proven).await {
                    Ok(Ok(_)) => continue,
                    Ok(Err(gone)) => ended(gone.as_str()),
                    Err(_) => ended("unavailable"),
                },
                Ok(Heard::Over) => ended("stopping"),
                Ok(Heard::News(mark, text)) => (with_place(Event::default().data(text), mark), false),
                Ok(Heard::Ready(mark)) => {
                    let ready = NewsReady { at: self.service.ground.now() };
                    (with_place(named("ready", &ready).retry(RETRY), Some(mark)), false)
                }
                Ok(Heard::Resync(why, mark)) => {
                    let resync = NewsResync { reason: why.as_str().to_owned() };
                    (with_place(named("resync", &resync), Some(mark)), false)
                }
                Err(error) => {
                    tracing::warn!(%error, "a listener's missed news could not be read; its stream ends");
                    ended("unavailable")
                }
            };
        }
    }
}

fn ended(reason: &str) -> (Event, bool) {
    (named("ended", &NewsEnded { reason: reason.to_owned() }), true)
}

fn named(name: &str, data: &impl Serialize) -> Event {
    Event::default().event(name).data(serde_json::to_string(data).unwrap_or_default())
}

/// Without a place the last one stays what the client resumes from.
fn with_place(event: Event, mark: Option<Mark>) -> Event {
    match mark {
        Some(mark) => event.id(mark.to_string()),
        None => event,
    }
}

//! Live changes as server-sent events: event name = topic, data = [`LiveEvent`]. A reader that
//! falls behind gets the topic `resync` and is to read its lists again. The stream ends when the
//! session does.

use std::convert::Infallible;
use std::time::Duration;

use app::{App, Live, OpenSession};
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use contract::rest::{LiveEvent, Problem};
use futures_util::{Stream, StreamExt, stream};
use tokio::time::{Instant, sleep_until};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::extract::Working;

const HEARTBEAT: Duration = Duration::from_secs(15);
/// How often the stream looks whether its session is still good.
const CHECK: Duration = Duration::from_secs(30);

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(live_stream))
}

/// Changes that the caller's tenant may know of, as they happen.
#[utoipa::path(
    get,
    path = "/live",
    operation_id = "live_stream",
    tag = "live",
    responses((status = 200, body = LiveEvent, content_type = "text/event-stream"), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn live_stream(
    State(app): State<App>,
    Working(open): Working,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let live = app.live(&open.caller);
    let ready = stream::iter([event(&LiveEvent { topic: "ready".to_owned(), id: None })]);
    let reader = Reader { app, open, live, check: Instant::now() + CHECK, over: false };
    let changes = stream::unfold(reader, Reader::next);
    Sse::new(ready.chain(changes).map(Ok)).keep_alive(KeepAlive::new().interval(HEARTBEAT))
}

struct Reader {
    app: App,
    open: OpenSession,
    live: Live,
    check: Instant,
    over: bool,
}

impl Reader {
    async fn next(mut self) -> Option<(Event, Self)> {
        if self.over {
            return None;
        }
        loop {
            tokio::select! {
                change = self.live.next() => {
                    let change = change?;
                    return Some((event(&change), self));
                }
                () = sleep_until(self.check) => {
                    self.check = Instant::now() + CHECK;
                    if !self.app.session_is_open(&self.open).await {
                        self.over = true;
                        let last = LiveEvent { topic: "session_over".to_owned(), id: None };
                        return Some((event(&last), self));
                    }
                }
            }
        }
    }
}

fn event(change: &LiveEvent) -> Event {
    Event::default().event(&change.topic).data(serde_json::to_string(change).unwrap_or_default())
}

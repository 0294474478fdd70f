//! `GET /snapshots/{snapshot}/walk`: a question, and its story in several writings.

use super::picture::{SVG, Shape, styled};
use super::query::{Query, edits};
use crate::problem::{Kind, Problem};
use crate::router::App;
use crate::shelf::Supposed;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use packetwalk::render::text::Layout;
use packetwalk::{Client, FlowError, Request, Story, Words, ask, render};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

pub(crate) const HTML: &str = "text/html; charset=utf-8";
pub(crate) const MARKDOWN: &str = "text/markdown; charset=utf-8";
pub(crate) const TEXT: &str = "text/plain; charset=utf-8";

/// A question, as the options of `packetwalk walk` put it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Question {
    /// Where the packets start: an id, a name, `tag:Key=Value`, an address, `internet`.
    from: String,
    /// Where they should arrive: `TO[:PORTS][/PROTOCOL]`.
    to: String,
    /// The protocol: a name, a number, or `ping`.
    protocol: Option<String>,
    /// Destination ports: `443`, or `22,8000-8100`.
    port: Option<String>,
    /// Source ports; without them the ephemeral range of the client.
    source_port: Option<String>,
    /// ICMP type, and code: `TYPE[/CODE]`.
    icmp: Option<String>,
    /// Whose ephemeral ports to take: `linux`, `windows`, `windows-2003`, `elb`, `nat`, `lambda`, `any`.
    client: Option<String>,
    /// Ask about IPv6 where both families would do.
    #[serde(default)]
    ipv6: bool,
    /// Take it that NAT gateways choose this source port, from 1024.
    nat_port: Option<u16>,
    /// What an appliance does with what isn't for it: `ENI=drop`, or `ENI=via:ENI` where it sends on by another of its
    /// interfaces; without it, it is taken to send on by the same one. May be given several times.
    #[serde(default)]
    appliance: Vec<String>,
    /// Ask from the other end, at the same ports.
    #[serde(default)]
    reverse: bool,
    /// Ask about routing alone: every filter is taken to permit everything.
    #[serde(default)]
    routing_only: bool,
    /// What the ways there and back must pass; may be given several times.
    #[serde(default)]
    via: Vec<String>,
    /// What they must not pass; may be given several times.
    #[serde(default)]
    not_via: Vec<String>,
    /// What to change first, in memory: a JSON list of edits, as `POST …/what-if` takes them.
    edits: Option<String>,
    /// Of a picture: `wide`, or `tall` for narrow screens.
    #[serde(default)]
    aspect: Shape,
    /// Of a picture: which of the story's parts it shows, from 1.
    #[serde(default = "first")]
    #[schemars(range(min = 1))]
    part: usize,
}

fn first() -> usize {
    1
}

impl Question {
    fn request(&self) -> Result<Request, FlowError> {
        // What a form leaves empty isn't given.
        let given = |text: &'_ Option<String>| text.as_deref().filter(|text| !text.is_empty()).map(str::to_owned);
        let (protocol, port) = (given(&self.protocol), given(&self.port));
        let (source_port, icmp) = (given(&self.source_port), given(&self.icmp));
        let words = Words {
            from: &self.from,
            to: &self.to,
            protocol: protocol.as_deref(),
            port: port.as_deref(),
            source_port: source_port.as_deref(),
            icmp: icmp.as_deref(),
        };
        let mut request = Request::of(&words)?;
        request.flow.client = given(&self.client).as_deref().map(Client::named).transpose()?;
        request.ipv6 = self.ipv6;
        request.nat_port = self.nat_port;
        request.routing_only = self.routing_only;
        request.via.clone_from(&self.via);
        request.not_via.clone_from(&self.not_via);
        Ok(if self.reverse { request.reversed() } else { request })
    }
}

/// `GET /snapshots/{snapshot}/walk`
pub(crate) async fn json(app: State<Arc<App>>, snapshot: Path<String>, question: Query<Question>) -> Answer {
    written(app, snapshot, question, "application/json", |story, _| render::json::render(story)).await
}

/// `GET /snapshots/{snapshot}/walk.md`
pub(crate) async fn markdown(app: State<Arc<App>>, snapshot: Path<String>, question: Query<Question>) -> Answer {
    written(app, snapshot, question, MARKDOWN, |story, _| render::markdown::render(story)).await
}

/// `GET /snapshots/{snapshot}/walk.notes`
pub(crate) async fn notes(app: State<Arc<App>>, snapshot: Path<String>, question: Query<Question>) -> Answer {
    // Strings and numbers: nothing in it can fail to be written.
    let json = |story: &Story, _: &Question| serde_json::to_string(&render::notes::notes(story)).unwrap_or_default();
    written(app, snapshot, question, "application/json", json).await
}

/// `GET /snapshots/{snapshot}/walk.txt`
pub(crate) async fn text(app: State<Arc<App>>, snapshot: Path<String>, question: Query<Question>) -> Answer {
    /// As wide as the command writes to a file.
    const WIDTH: usize = 120;
    let plain = |story: &Story, _: &Question| render::text::plain(story, Layout::new(WIDTH));
    written(app, snapshot, question, TEXT, plain).await
}

/// `GET /snapshots/{snapshot}/walk.svg`
pub(crate) async fn svg(app: State<Arc<App>>, snapshot: Path<String>, question: Query<Question>) -> Answer {
    let drawn = |story: &Story, question: &Question| {
        packetwalk_draw::walk(&of_part(story, question.part)).svg(question.aspect.into())
    };
    Ok(styled(written(app, snapshot, question, SVG, drawn).await?))
}

/// `GET /snapshots/{snapshot}/walk.html`
pub(crate) async fn html(app: State<Arc<App>>, snapshot: Path<String>, question: Query<Question>) -> Answer {
    Ok(styled(written(app, snapshot, question, HTML, |story, _| packetwalk_draw::html(story)).await?))
}

/// The story of one of its parts alone. A part that there isn't, is all of it.
fn of_part(story: &Story, number: usize) -> Story {
    let mut story = story.clone();
    if let [_, _, ..] = story.parts.as_slice()
        && let Some(index) = number.checked_sub(1)
        && let Some(part) = story.parts.get(index).cloned()
    {
        let blockers = story.blockers.iter().filter(|blocker| story.blocks(blocker, index));
        story.blockers = blockers.cloned().collect();
        story.verdict = part.verdict;
        story.forward = part.forward.clone();
        story.back.clone_from(&part.back);
        story.parts = vec![part];
    }
    story
}

type Answer = Result<Response, Problem>;

async fn written(
    State(app): State<Arc<App>>,
    Path(snapshot): Path<String>,
    Query(mut question): Query<Question>,
    media: &'static str,
    write: fn(&Story, &Question) -> String,
) -> Answer {
    let entry = app.shelf.get(&snapshot)?;
    let edits = edits(question.edits.as_deref())?;
    let supposed = Supposed { edits, appliances: std::mem::take(&mut question.appliance) };
    let request = question.request().map_err(|error| Problem::new(Kind::Question, error.to_string()))?;
    let text = app.work.on(move || Ok(write(&ask(&entry.amended(&supposed)?.network, &request)?, &question))).await?;
    Ok(([(header::CONTENT_TYPE, media)], text).into_response())
}

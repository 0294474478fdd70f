//! `GET /snapshots/{snapshot}/map.svg`: the network as a picture.

use super::picture::{SVG, Shape, styled};
use super::query::Query;
use crate::problem::Problem;
use crate::router::App;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use packetwalk::chart;
use packetwalk_draw::map;
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// What to draw, and how.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    /// The VPC to show with its subnets, by id or name; without it, all VPCs and what links them.
    vpc: Option<String>,
    /// How the picture stands: `wide`, or `tall` for narrow screens.
    #[serde(default)]
    aspect: Shape,
}

/// `GET /snapshots/{snapshot}/map.svg`
pub(crate) async fn svg(
    State(app): State<Arc<App>>,
    Path(snapshot): Path<String>,
    Query(Wanted { vpc, aspect }): Query<Wanted>,
) -> Result<Response, Problem> {
    let loaded = app.shelf.get(&snapshot)?.loaded();
    let drawn = move || {
        let chart = chart(&loaded.network);
        // What a form leaves empty isn't given.
        let vpc = vpc.as_deref().filter(|vpc| !vpc.is_empty()).map(|vpc| chart.vpc(vpc)).transpose()?;
        Ok(map(&chart, vpc).svg(aspect.into()))
    };
    let picture = app.work.on(drawn).await?;
    Ok(styled(([(header::CONTENT_TYPE, SVG)], picture).into_response()))
}

//! What all pictures have in common.

use axum::http::{HeaderValue, header};
use axum::response::Response;
use packetwalk_draw::Aspect;
use schemars::JsonSchema;
use serde::Deserialize;

pub(crate) const SVG: &str = "image/svg+xml";

/// How a picture stands.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub(crate) enum Shape {
    /// Zones and VPCs beside each other.
    #[default]
    Wide,
    /// Below each other.
    Tall,
}

impl From<Shape> for Aspect {
    fn from(shape: Shape) -> Self {
        match shape {
            Shape::Wide => Aspect::Wide,
            Shape::Tall => Aspect::Tall,
        }
    }
}

/// A picture by itself brings its styles along, and may do nothing else.
pub(crate) fn styled(mut response: Response) -> Response {
    let policy =
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    response
}

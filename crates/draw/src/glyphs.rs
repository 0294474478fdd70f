//! Signs for kinds of resources, 24 by 24: our own.

use crate::model::Glyph;

/// The sign as the data of an SVG path.
pub(crate) const fn path(of: Glyph) -> &'static str {
    match of {
        // A machine with a slot and a light.
        Glyph::Host => "M4 5h16v11h-16zM9 20h6M12 16v4M7 12h4M16 12h.5",
        // A plug.
        Glyph::Attachment => "M8 4v5M16 4v5M6 9h12v3a6 6 0 0 1-12 0zM12 18v3",
        // Many come in, one goes out.
        Glyph::Nat => "M3 6h6l6 6h6M3 12h12M3 18h6l6-6M18 9l3 3l-3 3",
        // A gate.
        Glyph::Gateway => "M4 21v-11a8 8 0 0 1 16 0v11M9 21v-10a3 3 0 0 1 6 0v10M2 21h20",
        // One comes in, several go out.
        Glyph::Balancer => "M3 12h6M9 12l8-7h4M9 12h12M9 12l8 7h4",
        // A wall.
        Glyph::Firewall => "M3 5h18v14h-18zM3 9.7h18M3 14.3h18M9 5v4.7M15 9.7v4.6M9 14.3v4.7",
        // A way into a service.
        Glyph::Endpoint => "M13 4h7v16h-7M3 12h11M10 8l4 4l-4 4",
        // Spokes.
        Glyph::Hub => "M12 9a3 3 0 1 0 .1 0zM12 9v-6M12 15v6M9 12h-6M15 12h6",
        // Two rings.
        Glyph::Link => "M9 7a5 5 0 1 0 .1 0zM15 7a5 5 0 1 0 .1 0z",
        Glyph::Tunnel => "M3 8h18M3 16h18M6 12h3M11 12h3M16 12h3",
        // A globe.
        Glyph::Internet => "M12 3a9 9 0 1 0 .1 0zM3 12h18M12 3c-5 5-5 13 0 18M12 3c5 5 5 13 0 18",
        Glyph::Building => "M5 21v-17h14v17M3 21h18M9 8h2M13 8h2M9 12h2M13 12h2M10 21v-5h4v5",
        Glyph::Other => "M12 3l9 9l-9 9l-9-9zM12 16h.1M10 9.5a2 2 0 1 1 2.5 2l-.5 1.5",
    }
}

//! `packetwalk map`.

use crate::args::{Map, MapFormat};
use crate::commands::print;
use crate::exit::{ALWAYS, Failure};
use crate::source;
use packetwalk::chart;
use packetwalk_draw::{Aspect, map};

pub(crate) fn run(args: &Map) -> Result<u8, Failure> {
    let network = source::network(&args.source)?;
    source::warn(&network);
    let chart = chart(&network);
    let vpc = args.vpc.as_deref().map(|vpc| chart.vpc(vpc)).transpose();
    let vpc = vpc.map_err(|error| Failure::usage(error.to_string()))?;
    let drawing = map(&chart, vpc);
    print(&match args.format {
        MapFormat::Svg => drawing.svg(Aspect::Wide),
        MapFormat::Html => drawing.html(),
        MapFormat::Mermaid => drawing.mermaid(),
        MapFormat::Dot => drawing.dot(),
    });
    Ok(ALWAYS)
}

//! `packetwalk map`.

use crate::args::{Map, MapFormat};
use crate::commands::print;
use crate::exit::{ALWAYS, Failure};
use crate::source;
use packetwalk::{Chart, chart, safe};
use packetwalk_draw::{Aspect, map};

pub(crate) fn run(args: &Map) -> Result<u8, Failure> {
    let network = source::network(&args.source)?;
    source::warn(&network);
    let chart = chart(&network);
    let vpc = args.vpc.as_deref().map(|vpc| called(&chart, vpc)).transpose()?;
    let drawing = map(&chart, vpc);
    print(&match args.format {
        MapFormat::Svg => drawing.svg(Aspect::Wide),
        MapFormat::Html => drawing.html(),
        MapFormat::Mermaid => drawing.mermaid(),
        MapFormat::Dot => drawing.dot(),
    });
    Ok(ALWAYS)
}

/// The id of the VPC with this id or name.
fn called<'c>(chart: &'c Chart, text: &str) -> Result<&'c str, Failure> {
    let vpcs = || chart.resources.iter().map(|known| &known.resource).filter(|resource| resource.kind == "VPC");
    if let Some(vpc) = vpcs().find(|vpc| vpc.id == text) {
        return Ok(&vpc.id);
    }
    let named: Vec<&str> = vpcs().filter(|vpc| vpc.name.as_deref() == Some(text)).map(|vpc| vpc.id.as_str()).collect();
    match named.as_slice() {
        [only] => Ok(only),
        [] => {
            let all: Vec<String> = vpcs().map(|vpc| safe(&vpc.id)).collect();
            Err(Failure::usage(format!("no VPC in the snapshot is called {text:?}; it has {}", all.join(", "))))
        }
        several => Err(Failure::usage(format!("several VPCs are called {text:?}: {}", several.join(", ")))),
    }
}

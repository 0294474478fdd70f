//! `packetwalk schema`.

use crate::commands::print;
use crate::exit::{ALWAYS, Failure};
use packetwalk::render::json;

#[expect(clippy::unnecessary_wraps, reason = "every command gives a code or a failure")]
pub(crate) fn run() -> Result<u8, Failure> {
    print(&json::schema());
    Ok(ALWAYS)
}

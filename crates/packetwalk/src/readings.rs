//! What else a question may mean: a name stands for addresses of both families.

use crate::ask::{AskError, Walked};
use crate::request::Request;
use packetwalk_report::{Reading, Verdict};

impl Walked<'_> {
    /// The question's other readings, asked, as far as their verdict isn't this one.
    ///
    /// # Errors
    /// [`AskError::Fault`], as of any question.
    pub(crate) fn readings(&self, verdict: Verdict) -> Result<Vec<Reading>, AskError> {
        let mut readings = Vec::new();
        if self.asked.ipv6_too {
            let request = Request { ipv6: true, ..self.request.clone() };
            readings.extend(self.read(request, "by IPv6".to_owned())?);
        }
        readings.retain(|reading| reading.verdict != verdict);
        Ok(readings)
    }

    /// One reading; none where it can't be asked: IPv4's ICMP isn't IPv6's.
    fn read(&self, request: Request, how: String) -> Result<Option<Reading>, AskError> {
        let Ok(walked) = self.session.walk(&request) else { return Ok(None) };
        walked.confirm()?;
        let story = walked.story();
        let Request { from, to, ipv6, .. } = request;
        Ok(Some(Reading { how, from, to, ipv6, verdict: story.verdict, summary: story.summary }))
    }
}

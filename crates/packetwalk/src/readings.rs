//! What else a question may mean: a name stands for addresses of both families, an instance for all its interfaces.

use crate::ask::{AskError, Asked, Walked, from_outside};
use crate::request::Request;
use packetwalk_aws::Wants;
use packetwalk_report::{Reading, Verdict};

impl Walked<'_> {
    /// The question's other readings, asked, as far as their verdict isn't this one.
    ///
    /// # Errors
    /// [`AskError::Fault`], as of any question.
    pub(crate) fn readings(&self, verdict: Verdict) -> Result<Vec<Reading>, AskError> {
        let mut readings = self.by_others("", verdict)?;
        if self.asked.ipv6_too {
            let request = Request { ipv6: true, ..self.request.clone() };
            if let Some((walked, reading)) = self.read(request, "by IPv6".to_owned())? {
                let others = walked.by_others("by IPv6 ", reading.verdict)?;
                readings.push(reading);
                readings.extend(others);
            }
        }
        readings.retain(|reading| reading.verdict != verdict);
        Ok(readings)
    }

    /// The same by other interfaces of the instances that are the ends, where those that were taken don't get everything through.
    fn by_others(&self, how: &str, verdict: Verdict) -> Result<Vec<Reading>, AskError> {
        if verdict == Verdict::Always {
            return Ok(Vec::new());
        }
        let network = self.session.network();
        let Asked { ends: (from, to), source, destination, family, .. } = &self.asked;
        let senders = network.others(from, source.place, Wants::Any(*family)).into_iter().map(|id| {
            let request = Request { from: id.to_owned(), ..self.request.clone() };
            (request, format!("{how}from {id}"))
        });
        let wants = Wants::of_destination(*family, from_outside(from));
        let receivers = network.others(to, destination.place, wants).into_iter().map(|id| {
            let request = Request { to: id.to_owned(), ..self.request.clone() };
            (request, format!("{how}to {id}"))
        });
        let readings = senders.chain(receivers).map(|(request, how)| self.read(request, how));
        readings.filter_map(|read| read.map(|read| read.map(|(_, reading)| reading)).transpose()).collect()
    }

    /// One reading; none where it can't be asked: IPv4's ICMP isn't IPv6's.
    fn read(&self, request: Request, how: String) -> Result<Option<(Walked<'_>, Reading)>, AskError> {
        let Ok(walked) = self.session.walk(&request) else { return Ok(None) };
        walked.confirm()?;
        let story = walked.story();
        let Request { from, to, ipv6, .. } = request;
        let reading = Reading { how, from, to, ipv6, verdict: story.verdict, summary: story.summary };
        Ok(Some((walked, reading)))
    }
}

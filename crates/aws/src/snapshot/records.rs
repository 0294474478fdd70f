//! Elements become records, each id once.

use super::{Count, Element, Snapshot};
use crate::component::Record;
use crate::origin::Problem;
use crate::reader::{Reader, plain};
use crate::registry::{List, Records};
use crate::store::{Id, Store};
use std::sync::mpsc;

impl Snapshot {
    /// Reads elements of one list: parses them side by side, then keeps them in order.
    pub(crate) fn read_records<T: Record>(
        &mut self,
        list: List,
        store: fn(&mut Records) -> &mut Store<T>,
        elements: &[Element<'_>],
    ) {
        /// Elements that one thread parses at a time.
        const CHUNK: usize = 1024;
        if elements.len() <= CHUNK {
            for element in elements {
                self.keep_record(list, store, element, parse::<T>(element.text));
            }
            return;
        }
        let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        std::thread::scope(|scope| {
            let parsed: Vec<_> = (0..workers)
                .map(|worker| {
                    let (send, receive) = mpsc::sync_channel(2);
                    scope.spawn(move || {
                        for chunk in elements.chunks(CHUNK).skip(worker).step_by(workers) {
                            let shapes: Vec<_> = chunk.iter().map(|element| parse::<T>(element.text)).collect();
                            if send.send(shapes).is_err() {
                                return;
                            }
                        }
                    });
                    receive
                })
                .collect();
            for (chunk, from) in elements.chunks(CHUNK).zip(parsed.iter().cycle()) {
                let Ok(shapes) = from.recv() else { return };
                for (element, shape) in chunk.iter().zip(shapes) {
                    self.keep_record(list, store, element, shape);
                }
            }
        });
    }

    fn keep_record<T: Record>(
        &mut self,
        list: List,
        store: fn(&mut Records) -> &mut Store<T>,
        element: &Element<'_>,
        parsed: Parsed<T::Shape<'_>>,
    ) {
        let shape = match parsed.shape {
            Ok(shape) => shape,
            Err(error) => {
                let message = format!("{}, so this element is left out", plain(&error));
                self.add_damage(list, element, message);
                return;
            }
        };
        // Of an answer as a whole only the parts that are known are read; it may hold other answers beside.
        let unknown = if self.file(element.file).is_element { Vec::new() } else { parsed.unknown };
        for key in unknown {
            let first = (element.file, element.line);
            self.unknown_keys.entry((list.key(), key)).or_insert(Count { count: 0, first }).count += 1;
        }
        let file = &self.files[element.file.0 as usize];
        let account = file.account;
        let pointer = |at: &str| file.on_disk(format!("{}{at}", file.pointer(list.key(), element.index)));
        let mut reader = Reader::new(
            &mut self.strings,
            (file, element.file),
            (element.line, element.index, None),
            &pointer,
            &mut self.problems,
            element.text,
        );
        let found: Vec<T> = T::read(shape, &mut reader).into_iter().collect();
        let lost = reader.lost;
        let seen = self.seen.entry(list).or_default();
        seen.damaged += usize::from(lost);
        for record in found {
            seen.owners.extend(record.owner().map(|owner| (account, owner)));
            let Some(id) = record.id() else {
                store(&mut self.records).push(record);
                continue;
            };
            let Some(known) = self.ids.find(list, id) else {
                let number = store(&mut self.records).push(record).number();
                self.ids.add(list, id, number);
                continue;
            };
            let Some(first) = store(&mut self.records).find_mut(Id::new(known)) else { continue };
            if !first.agrees(record) {
                let (origin, id) = (first.origin(), self.strings.text(id));
                let message = format!(
                    "{id} is described differently here than at {}:{}; that one is used, and walks that meet it end as unknown",
                    self.files[origin.file.0 as usize].name, origin.line,
                );
                self.contradicted.insert((list, known));
                let file = self.files[element.file.0 as usize].name.clone();
                self.problems.push(Problem { file, line: element.line, column: 0, pointer: pointer(""), message });
            }
        }
    }
}

/// An element in its shape, and the keys that the shape doesn't know.
struct Parsed<S> {
    shape: Result<S, serde_json::Error>,
    unknown: Vec<String>,
}

fn parse<T: Record>(text: &str) -> Parsed<T::Shape<'_>> {
    let mut unknown = Vec::new();
    let mut note = |path: serde_ignored::Path<'_>| {
        if let serde_ignored::Path::Map { parent: serde_ignored::Path::Root, key } = &path
            && !T::UNREAD.iter().any(|unread| *unread == "*" || unread == key)
        {
            unknown.push(key.clone());
        }
    };
    let mut parser = serde_json::Deserializer::from_str(text);
    let shape = serde_ignored::deserialize(&mut parser, &mut note);
    Parsed { shape, unknown }
}

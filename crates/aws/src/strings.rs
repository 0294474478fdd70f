//! Ids and names, each kept once.

use string_interner::backend::StringBackend;
use string_interner::symbol::SymbolU32;
use string_interner::{StringInterner, Symbol as _};

/// A string of the snapshot: an id, a name, a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol(SymbolU32);

impl Symbol {
    /// A number below [`Strings::len`], different for every string.
    pub fn number(self) -> usize {
        self.0.to_usize()
    }
}

/// The strings of a snapshot.
#[derive(Debug)]
pub(crate) struct Strings {
    interner: StringInterner<StringBackend<SymbolU32>>,
}

impl Default for Strings {
    fn default() -> Self {
        Strings { interner: StringInterner::new() }
    }
}

impl Strings {
    /// The symbol of a string, new or known.
    pub(crate) fn keep(&mut self, text: &str) -> Symbol {
        Symbol(self.interner.get_or_intern(text))
    }

    /// The symbol of a string that is known.
    pub(crate) fn find(&self, text: &str) -> Option<Symbol> {
        self.interner.get(text).map(Symbol)
    }

    /// The string of a symbol.
    pub(crate) fn text(&self, symbol: Symbol) -> &str {
        self.interner.resolve(symbol.0).unwrap_or_default()
    }

    /// The string of the symbol with this number.
    pub(crate) fn by_number(&self, number: u32) -> &str {
        let symbol = SymbolU32::try_from_usize(number as usize);
        symbol.and_then(|symbol| self.interner.resolve(symbol)).unwrap_or_default()
    }

    /// How many strings there are.
    pub(crate) fn len(&self) -> usize {
        self.interner.len()
    }
}

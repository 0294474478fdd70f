//! Sets of headers.

use crate::{Address, Fields, Headers, IntervalSet, Product, Protocol, Rewrite};

/// A set of headers: disjoint products.
///
/// The dozen functions here are all that the rest of packetwalk knows of the inside.
#[derive(Clone, Debug, Default)]
pub struct HeaderSet {
    products: Vec<Product>,
}

impl HeaderSet {
    /// The empty set.
    pub const fn empty() -> Self {
        HeaderSet { products: Vec::new() }
    }

    /// Every header.
    pub fn everything() -> Self {
        Product::everything().into()
    }

    /// The set of one header.
    pub fn single(headers: Headers) -> Self {
        Product::single(headers).into()
    }

    /// Whether nothing is in the set.
    pub fn is_empty(&self) -> bool {
        self.products.is_empty()
    }

    /// The disjoint products that make up the set.
    pub fn products(&self) -> &[Product] {
        &self.products
    }

    /// Whether the header is in the set.
    pub fn contains(&self, headers: &Headers) -> bool {
        self.products.iter().any(|product| product.contains(headers))
    }

    /// Whether the two sets share a header.
    pub fn meets(&self, other: &Self) -> bool {
        self.products.iter().any(|a| other.products.iter().any(|b| a.meets(b)))
    }

    /// Whether every header of `other` is in the set.
    pub fn contains_all(&self, other: &Self) -> bool {
        other.products.iter().all(|theirs| {
            self.products.iter().any(|ours| ours.contains_all(theirs))
                || HeaderSet::from(theirs.clone()).difference(self).is_empty()
        })
    }

    /// Headers of the set that are in the product.
    #[must_use]
    pub fn within(&self, guard: &Product) -> Self {
        HeaderSet { products: self.products.iter().filter_map(|product| product.intersection(guard)).collect() }
    }

    /// Headers of the set that are not in the product.
    #[must_use]
    pub fn without(&self, guard: &Product) -> Self {
        let mut products = Vec::with_capacity(self.products.len());
        for product in &self.products {
            product.subtract_into(guard, &mut products);
        }
        HeaderSet { products }
    }

    /// Headers in both sets.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let pairs = self.products.iter().flat_map(|a| other.products.iter().filter_map(|b| a.intersection(b)));
        HeaderSet { products: pairs.collect() }
    }

    /// Headers in this set that are not in the other.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        other.products.iter().fold(self.clone(), |rest, product| rest.without(product))
    }

    /// Headers in either set.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        self.products.iter().chain(&other.products).cloned().collect()
    }

    /// Takes the headers out of the set that are in the product.
    ///
    /// [`HeaderSet::within`] and [`HeaderSet::without`] in one, where products that the guard doesn't meet stay where they are.
    #[must_use]
    pub fn take(&mut self, guard: &Product) -> Self {
        let (mut taken, mut left) = (Vec::new(), Vec::new());
        self.products.retain_mut(|product| {
            if !product.meets(guard) {
                return true;
            }
            let more = left.len();
            taken.push(product.cut_into(guard, &mut left));
            // What is left takes the product's place, and what is left besides goes to the end.
            let stays = left.len() > more;
            if stays {
                *product = left.swap_remove(more);
            }
            stays
        });
        self.products.append(&mut left);
        HeaderSet { products: taken }
    }

    /// Headers in either set, where no header is in both.
    #[must_use]
    pub fn plus(mut self, other: &Self) -> Self {
        debug_assert!(!self.meets(other), "{self:?} and {other:?} share headers");
        self.products.extend_from_slice(&other.products);
        self
    }

    /// A member, chosen the same way every time; `None` only for the empty set.
    pub fn witness(&self) -> Option<Headers> {
        self.products.iter().find_map(Product::witness)
    }

    /// Every source address that a member has.
    pub fn sources(&self) -> IntervalSet<Address> {
        self.project(|product| &product.source)
    }

    /// Every destination address that a member has.
    pub fn destinations(&self) -> IntervalSet<Address> {
        self.project(|product| &product.destination)
    }

    /// Every protocol that a member has.
    pub fn protocols(&self) -> IntervalSet<Protocol> {
        self.project(|product| &product.protocol)
    }

    /// Every source port (or ICMP type) that a member has.
    pub fn source_ports(&self) -> IntervalSet<u16> {
        self.project(|product| &product.source_port)
    }

    /// Every destination port (or ICMP code) that a member has.
    pub fn destination_ports(&self) -> IntervalSet<u16> {
        self.project(|product| &product.destination_port)
    }

    fn project<T: crate::Point>(&self, field: impl Fn(&Product) -> &IntervalSet<T>) -> IntervalSet<T> {
        match self.products.as_slice() {
            [product] => field(product).clone(),
            products => IntervalSet::from_ranges(products.iter().flat_map(|p| field(p).ranges().iter().copied())),
        }
    }

    /// The set after a rewrite of every header.
    #[must_use]
    pub fn rewritten(&self, rewrite: &Rewrite) -> Self {
        self.products.iter().map(|product| rewrite.apply_to_product(product)).collect()
    }

    /// Headers of this set that agree with some header of `other` in the fields given.
    ///
    /// Undoes a rewrite: `before.agreeing(after, kept)` is the part of the pre-image from which `after` can have come.
    /// Fields are narrowed one by one, per pair of products.
    #[must_use]
    pub fn agreeing(&self, other: &Self, fields: Fields) -> Self {
        let pairs = self.products.iter().flat_map(|a| other.products.iter().filter_map(move |b| a.narrowed(b, fields)));
        pairs.collect()
    }

    /// The same headers in fewer products where neighbours can be joined in one field.
    ///
    /// Only for telling: a class that was cut and is whole again reads as one.
    #[must_use]
    pub fn compacted(&self) -> Self {
        let mut products = self.products.clone();
        let mut at = 0;
        while at < products.len() {
            let joined = (at + 1..products.len())
                .find_map(|other| Some((other, join(products.get(at)?, products.get(other)?)?)));
            if let Some((other, product)) = joined {
                products.remove(other);
                if let Some(slot) = products.get_mut(at) {
                    *slot = product;
                }
                // The grown product may now join with one that it could not join with before.
                at = 0;
            } else {
                at += 1;
            }
        }
        HeaderSet { products }
    }
}

/// Two products that differ in one field only, as one.
fn join(a: &Product, b: &Product) -> Option<Product> {
    let differ = [
        a.source != b.source,
        a.destination != b.destination,
        a.protocol != b.protocol,
        a.source_port != b.source_port,
        a.destination_port != b.destination_port,
        a.sender != b.sender,
    ];
    if differ.iter().filter(|d| **d).count() != 1 {
        return None;
    }
    Some(Product {
        source: a.source.union(&b.source),
        destination: a.destination.union(&b.destination),
        protocol: a.protocol.union(&b.protocol),
        source_port: a.source_port.union(&b.source_port),
        destination_port: a.destination_port.union(&b.destination_port),
        sender: a.sender.union(&b.sender),
    })
}

impl PartialEq for HeaderSet {
    fn eq(&self, other: &Self) -> bool {
        self.contains_all(other) && other.contains_all(self)
    }
}

impl Eq for HeaderSet {}

impl From<Product> for HeaderSet {
    fn from(product: Product) -> Self {
        HeaderSet { products: if product.is_empty() { Vec::new() } else { vec![product] } }
    }
}

impl FromIterator<Product> for HeaderSet {
    /// The union of products that may overlap.
    fn from_iter<I: IntoIterator<Item = Product>>(products: I) -> Self {
        let mut set = HeaderSet::empty();
        for product in products {
            if set.products.is_empty() {
                set = product.into();
                continue;
            }
            let fresh = HeaderSet::from(product).difference(&set);
            set.products.extend(fresh.products);
        }
        set
    }
}

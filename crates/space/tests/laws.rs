//! Sets of headers obey set algebra: every operation means, header by header, what it says.

mod arbitrary;

use arbitrary::{BASE, address, header_set, headers, number, product, sender, set};
use packetwalk_space::{
    Address, AddressRewrite, Family, HeaderSet, Headers, IntervalSet, Product, Rewrite, Sender, reply,
};
use proptest::collection::vec;
use proptest::prelude::*;

proptest! {
    #[test]
    fn intervals_obey_set_algebra(a in set(number().boxed()), b in set(number().boxed()), x in number()) {
        let (in_a, in_b) = (a.contains(x), b.contains(x));
        prop_assert_eq!(a.union(&b).contains(x), in_a || in_b);
        prop_assert_eq!(a.intersection(&b).contains(x), in_a && in_b);
        prop_assert_eq!(a.difference(&b).contains(x), in_a && !in_b);
        prop_assert_eq!(a.complement().contains(x), !in_a);
        prop_assert_eq!(a.meets(&b), !a.intersection(&b).is_empty());
        prop_assert_eq!(a.contains_all(&b), b.difference(&a).is_empty());
        // One set has one form: sorted, disjoint, never touching.
        prop_assert_eq!(a.union(&b), b.union(&a));
        prop_assert_eq!(a.complement().complement(), a.clone());
        prop_assert!(a.ranges().windows(2).all(|pair| u32::from(pair[0].1) + 1 < u32::from(pair[1].0)));
    }

    #[test]
    fn header_sets_obey_set_algebra(a in header_set(), b in header_set(), h in headers()) {
        let (in_a, in_b) = (a.contains(&h), b.contains(&h));
        prop_assert_eq!(a.union(&b).contains(&h), in_a || in_b);
        prop_assert_eq!(a.intersection(&b).contains(&h), in_a && in_b);
        prop_assert_eq!(a.difference(&b).contains(&h), in_a && !in_b);
        prop_assert_eq!(a.compacted().contains(&h), in_a);
        prop_assert_eq!(a.meets(&b), !a.intersection(&b).is_empty());
        prop_assert_eq!(a.contains_all(&b), b.difference(&a).is_empty());
    }

    #[test]
    fn the_products_of_a_set_are_disjoint(a in header_set(), b in header_set()) {
        for set in [a.union(&b), a.difference(&b), a.intersection(&b), a.compacted()] {
            disjoint(&set)?;
        }
    }

    #[test]
    fn a_guard_splits_a_set_in_two(a in header_set(), guard in product(), h in headers()) {
        let (within, without) = (a.within(&guard), a.without(&guard));
        prop_assert!(!within.meets(&without));
        prop_assert_eq!(within.contains(&h), a.contains(&h) && guard.contains(&h));
        prop_assert_eq!(without.contains(&h), a.contains(&h) && !guard.contains(&h));
    }

    #[test]
    fn what_is_taken_is_what_was_within(a in header_set(), guards in vec(product(), 0..4)) {
        let mut left = a.clone();
        for guard in &guards {
            let (within, without) = (left.within(guard), left.without(guard));
            prop_assert_eq!(left.take(guard), within);
            prop_assert_eq!(&left, &without);
            disjoint(&left)?;
        }
    }

    #[test]
    fn parts_make_the_whole_again(a in header_set(), guard in product()) {
        prop_assert_eq!(a.within(&guard).plus(&a.without(&guard)), a);
    }

    #[test]
    fn a_witness_is_a_member(a in header_set()) {
        match a.witness() {
            Some(witness) => prop_assert!(a.contains(&witness)),
            // Both addresses of a packet are of one family; what is left of the set is no packet.
            None => {
                let families = [Family::V4, Family::V6].map(|family| {
                    let whole = IntervalSet::from_ranges(family.whole().iter().copied());
                    Product::everything().with_source(whole.clone()).with_destination(whole)
                });
                prop_assert!(families.iter().all(|family| a.within(family).is_empty()));
            }
        }
    }

    #[test]
    fn a_single_header_is_a_set_of_one(h in headers(), other in headers()) {
        let single = HeaderSet::single(h);
        prop_assert!(single.contains(&h));
        let alike = Headers { source_port: h.source_port, destination_port: h.destination_port, ..other } == h;
        let has_ports = h.protocol.has_ports() || h.protocol.has_type_and_code();
        prop_assert_eq!(single.contains(&other), other == h || (!has_ports && alike));
    }

    #[test]
    fn replies_of_a_set_are_the_replies_of_its_members(a in header_set(), h in headers(), from in sender()) {
        if let Some(answer) = reply::to(&h, from) {
            prop_assert_eq!(reply::to_set(&a).contains(&answer), has_member(&a, &h));
            prop_assert!(!reply::unanswered(&a).contains(&h));
        } else {
            prop_assert_eq!(reply::unanswered(&a).contains(&h), a.contains(&h));
        }
    }

    #[test]
    fn what_a_reply_answers_is_what_was_asked(a in header_set(), h in headers()) {
        let asked = reply::of_set(&reply::to_set(&a));
        if reply::to(&h, Sender::LOST).is_some() {
            prop_assert_eq!(asked.contains(&h), has_member(&a, &h));
        } else {
            prop_assert!(!asked.contains(&h));
        }
    }

    #[test]
    fn what_a_rewrite_moved_comes_back(a in header_set(), h in headers()) {
        let (from, to) = (Address::from_number(BASE), Address::v4(10, 0, 0, 0));
        let moved = AddressRewrite::Shift { from, to };
        let rewrite = Rewrite { destination: Some(moved), source: Some(AddressRewrite::to(to)), ..Rewrite::default() };
        // A translator moves the addresses of a block.
        let block = IntervalSet::range(from, Address::from_number(BASE + 31));
        let a = a.within(&Product::everything().with_destination(block));
        let image = a.rewritten(&rewrite);
        prop_assert!(!a.contains(&h) || image.contains(&rewrite.apply(h)));
        // What was set can't be told any more; what was moved can.
        let back = image.rewritten(&rewrite.back().unwrap());
        prop_assert_eq!(back.destinations(), a.destinations());
        prop_assert_eq!(rewrite.back().unwrap().source, None);
    }

    #[test]
    fn a_rewrite_of_a_set_holds_the_rewrites_of_its_members(
        a in header_set(), h in headers(), source in proptest::option::of(address()), ports in proptest::option::of(number()),
    ) {
        let rewrite = Rewrite {
            source: source.map(AddressRewrite::to),
            source_port: ports.filter(|_| h.protocol.has_ports()).map(IntervalSet::single),
            sender: Some(Sender::LOST),
            ..Rewrite::default()
        };
        let ported = Product::everything().with_protocol(IntervalSet::single(h.protocol));
        let a = a.within(&ported);
        let image = a.rewritten(&rewrite);
        if a.contains(&h) {
            prop_assert!(image.contains(&rewrite.apply(h)));
        }
        // And nothing else: what it holds keeps what the rewrite keeps.
        if let Some(witness) = image.witness() {
            prop_assert!(source.is_none_or(|source| witness.source == source));
            prop_assert_eq!(witness.sender, Sender::LOST);
        }
    }
}

fn disjoint(set: &HeaderSet) -> Result<(), TestCaseError> {
    let products = set.products();
    for (number, product) in products.iter().enumerate() {
        prop_assert!(!product.is_empty());
        prop_assert!(products[..number].iter().all(|other| !product.meets(other)));
    }
    Ok(())
}

/// Whether the set holds the header, from whatever sender: a reply comes from somebody else.
fn has_member(set: &HeaderSet, headers: &Headers) -> bool {
    let anybody = set.products().iter().map(|product| product.clone().with_sender(IntervalSet::all()));
    anybody.into_iter().any(|product| product.contains(headers))
}

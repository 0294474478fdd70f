//! All changes of a file at once, each behind a question whether it is on.

use super::list::{Change, Genre};
use super::text::{Edits, Woven};
use proc_macro2::{LineColumn, Span};
use std::ops::Range;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{
    Arm, Attribute, Block, Expr, ExprBinary, ExprConst, ExprMatch, ExprRepeat, ExprStruct, ExprUnary, FieldValue,
    GenericArgument, ImplItemConst, ImplItemFn, ItemConst, ItemFn, ItemStatic, Member, Pat, PatGuard, ReturnType,
    Signature, TraitItemConst, TraitItemFn, Type, Variant,
};

/// The source with these changes, each called by its number. What can't be woven is left out: what is computed when the program is
/// built, what a macro is given, and what a function returns that only says `impl` of it.
pub(super) fn weave(source: &str, changes: &[(usize, &Change)]) -> syn::Result<Woven> {
    let file = syn::parse_file(source)?;
    let mut weaver = Weaver { source, changes, edits: Edits::default() };
    weaver.visit_file(&file);
    Ok(weaver.edits.apply(source))
}

struct Weaver<'w> {
    source: &'w str,
    changes: &'w [(usize, &'w Change)],
    edits: Edits,
}

/// The question.
fn on(change: usize) -> String {
    format!("crate::mutant::on({change})")
}

impl<'w> Weaver<'w> {
    /// The changes of this genre that begin there: their numbers and replacements.
    fn changes(&self, genre: Genre, start: LineColumn) -> Vec<(usize, &'w str)> {
        let here = self.changes.iter().filter(|(_, change)| change.genre == genre && change.start() == start);
        here.map(|(number, change)| (*number, change.replacement.as_str())).collect()
    }

    fn text(&self, range: Range<usize>) -> &'w str {
        self.source.get(range).unwrap_or_default()
    }

    /// One of these expressions instead of the one that stands there, which `inside` goes on with.
    fn choose(&mut self, range: Range<usize>, instead: Vec<(usize, String)>, inside: impl FnOnce(&mut Self)) {
        if instead.is_empty() {
            return inside(self);
        }
        self.edits.whole(range.clone(), numbers(&instead));
        self.edits.begin(range.start, None, "(");
        for (change, expression) in instead {
            self.edits.begin(range.start, Some(change), format!("if {} {{ ({expression}) }} else ", on(change)));
        }
        self.edits.begin(range.start, None, "{ (");
        inside(self);
        self.edits.end(range.end, None, ") })");
    }

    fn binary(&mut self, binary: &ExprBinary) {
        // The `&&` after a `let` is no operator.
        let changes = if has_let(&binary.left) || has_let(&binary.right) {
            Vec::new()
        } else {
            self.changes(Genre::BinaryOperator, binary.op.span().start())
        };
        let (range, operator) = (bytes(binary.span()), bytes(binary.op.span()));
        let (left, right) = (self.text(range.start..operator.start), self.text(operator.end..range.end));
        let instead = changes.into_iter().map(|(change, operator)| (change, format!("{left}{operator}{right}")));
        self.choose(range, instead.collect(), |weaver| visit::visit_expr_binary(weaver, binary));
    }

    fn unary(&mut self, unary: &ExprUnary) {
        let changes = self.changes(Genre::UnaryOperator, unary.op.span().start());
        let (range, operand) = (bytes(unary.span()), bytes(unary.expr.span()));
        let instead = changes.into_iter().map(|(change, _)| (change, self.text(operand.clone()).to_owned())).collect();
        self.choose(range, instead, |weaver| visit::visit_expr_unary(weaver, unary));
    }

    fn function(&mut self, signature: &Signature, block: &Block) {
        if signature.constness.is_some() {
            return;
        }
        if let Some(first) = block.stmts.first()
            && !says_impl(&signature.output)
        {
            let changes = self.changes(Genre::FnValue, first.span().start());
            self.edits.whole(bytes(block.span()), numbers(&changes));
            let start = bytes(block.brace_token.span.open()).end;
            for (change, value) in changes {
                self.edits.begin(start, Some(change), format!(" if {} {{ return {value}; }}", on(change)));
            }
        }
        self.visit_block(block);
    }

    /// An arm that is left out when one of these is on.
    fn pattern(&mut self, pattern: &Pat, left_out: &[(usize, &str)]) {
        let Pat::Guard(PatGuard { guard, .. }) = pattern else {
            for (change, _) in left_out {
                self.edits.end(bytes(pattern.span()).end, Some(*change), format!(" if !{}", on(*change)));
            }
            return;
        };
        let range = bytes(guard.span());
        let guards = self.changes(Genre::MatchArmGuard, guard.span().start());
        if (left_out.is_empty() && guards.is_empty()) || has_let(guard) {
            return self.visit_expr(guard);
        }
        self.edits.whole(range.clone(), numbers(left_out).into_iter().chain(numbers(&guards)).collect());
        for (change, _) in left_out {
            self.edits.begin(range.start, Some(*change), format!("!{} && ", on(*change)));
        }
        self.edits.begin(range.start, None, "(");
        for (change, _) in guards.iter().filter(|(_, replacement)| *replacement == "true") {
            self.edits.begin(range.start, Some(*change), format!("{} || ", on(*change)));
        }
        for (change, _) in guards.iter().filter(|(_, replacement)| *replacement == "false") {
            self.edits.begin(range.start, Some(*change), format!("!{} && ", on(*change)));
        }
        self.edits.begin(range.start, None, "(");
        self.visit_expr(guard);
        self.edits.end(range.end, None, "))");
    }

    fn field(&mut self, field: &FieldValue, rest: &Expr) {
        let name = match &field.member {
            Member::Named(name) => name.to_string(),
            Member::Unnamed(index) => index.index.to_string(),
        };
        let changes = self.changes(Genre::StructField, field.span().start());
        let rest = self.text(bytes(rest.span()));
        let instead: Vec<_> = changes.into_iter().map(|(change, _)| (change, format!("({rest}).{name}"))).collect();
        let range = bytes(field.expr.span());
        if field.colon_token.is_none() && !instead.is_empty() {
            self.edits.begin(range.start, None, format!("{name}: "));
        }
        self.choose(range, instead, |weaver| weaver.visit_expr(&field.expr));
    }
}

impl<'ast> Visit<'ast> for Weaver<'_> {
    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        self.function(&item.sig, &item.block);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        self.function(&item.sig, &item.block);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast TraitItemFn) {
        if let Some(block) = &item.default {
            self.function(&item.sig, block);
        }
    }

    fn visit_expr_binary(&mut self, binary: &'ast ExprBinary) {
        self.binary(binary);
    }

    fn visit_expr_unary(&mut self, unary: &'ast ExprUnary) {
        self.unary(unary);
    }

    fn visit_expr_match(&mut self, expr: &'ast ExprMatch) {
        // That something isn't covered any more is said of the match. Arms with a guard cover nothing to begin with.
        let arms = expr.arms.iter().filter(|arm| !matches!(arm.pat, Pat::Guard(_)));
        let left_out = arms.flat_map(|arm| numbers(&self.changes(Genre::MatchArm, arm.span().start()))).collect();
        self.edits.whole(bytes(expr.span()), left_out);
        visit::visit_expr_match(self, expr);
    }

    fn visit_arm(&mut self, arm: &'ast Arm) {
        self.pattern(&arm.pat, &self.changes(Genre::MatchArm, arm.span().start()));
        self.visit_expr(&arm.body);
    }

    fn visit_expr_struct(&mut self, expr: &'ast ExprStruct) {
        let Some(rest) = &expr.rest else { return visit::visit_expr_struct(self, expr) };
        for field in &expr.fields {
            self.field(field, rest);
        }
        self.visit_expr(rest);
    }

    fn visit_expr_repeat(&mut self, expr: &'ast ExprRepeat) {
        self.visit_expr(&expr.expr);
    }

    // What is computed when the program is built can't ask anything.

    fn visit_item_const(&mut self, _: &'ast ItemConst) {}

    fn visit_item_static(&mut self, _: &'ast ItemStatic) {}

    fn visit_impl_item_const(&mut self, _: &'ast ImplItemConst) {}

    fn visit_trait_item_const(&mut self, _: &'ast TraitItemConst) {}

    fn visit_expr_const(&mut self, _: &'ast ExprConst) {}

    fn visit_variant(&mut self, _: &'ast Variant) {}

    fn visit_type(&mut self, _: &'ast Type) {}

    fn visit_generic_argument(&mut self, _: &'ast GenericArgument) {}

    fn visit_pat(&mut self, _: &'ast Pat) {}

    fn visit_attribute(&mut self, _: &'ast Attribute) {}
}

fn bytes(span: Span) -> Range<usize> {
    span.byte_range()
}

fn numbers<T>(changes: &[(usize, T)]) -> Vec<usize> {
    changes.iter().map(|(number, _)| *number).collect()
}

/// Whether it is a `let`, or a chain of conditions of which one is.
fn has_let(condition: &Expr) -> bool {
    match condition {
        Expr::Let(_) => true,
        Expr::Binary(binary) => has_let(&binary.left) || has_let(&binary.right),
        _ => false,
    }
}

/// Whether a function's callers know what it returns by its traits alone. It can't return something else then.
fn says_impl(output: &ReturnType) -> bool {
    struct Finds(bool);
    impl<'ast> Visit<'ast> for Finds {
        fn visit_type_impl_trait(&mut self, _: &'ast syn::TypeImplTrait) {
            self.0 = true;
        }
    }
    let mut finds = Finds(false);
    finds.visit_return_type(output);
    finds.0
}

#[cfg(test)]
mod tests;

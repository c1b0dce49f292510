//! What a reader of a document may look at while it is checked.

use std::ops::Range;

/// Where a value stands. Names are as written, without their quotation marks.
#[derive(Clone, Copy, Debug)]
pub struct Place<'document> {
    /// The name of the property; elements of an array have the array's.
    pub key: &'document [u8],
    /// The name of the property that holds the object with that property.
    pub parent: &'document [u8],
    /// How many arrays and objects are open.
    pub depth: usize,
}

/// Gets the strings, keys and numbers of a document, in their order, as byte ranges.
pub trait Visit {
    /// Whether it wants any.
    const LOOKS: bool = true;
    /// The body of a string that is a value.
    fn string(&mut self, body: Range<usize>, place: Place);
    /// The body of a property's name.
    fn key(&mut self, body: Range<usize>);
    fn number(&mut self, token: Range<usize>);
}

/// Looks at nothing.
pub struct Nothing;

impl Visit for Nothing {
    const LOOKS: bool = false;
    fn string(&mut self, _: Range<usize>, _: Place) {}
    fn key(&mut self, _: Range<usize>) {}
    fn number(&mut self, _: Range<usize>) {}
}

impl<V: Visit> Visit for &mut V {
    const LOOKS: bool = V::LOOKS;
    fn string(&mut self, body: Range<usize>, place: Place) {
        (**self).string(body, place);
    }
    fn key(&mut self, body: Range<usize>) {
        (**self).key(body);
    }
    fn number(&mut self, token: Range<usize>) {
        (**self).number(token);
    }
}

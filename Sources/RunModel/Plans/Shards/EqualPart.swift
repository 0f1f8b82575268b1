/// One of `count` equal parts of things that are numbered from 0: thing t belongs to the part t mod `count`.
package protocol EqualPart {
    /// Counted from 0.
    var index: Int { get }
    var count: Int { get }
}

extension EqualPart {
    /// How many of `total` things are this part's; the parts differ by one at most.
    package func part(of total: Int) -> Int {
        total / count + (index < total % count ? 1 : 0)
    }
}

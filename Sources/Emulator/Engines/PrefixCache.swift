/// The blocks of prompts that were read lately, the least recently used ones going first.
struct PrefixCache: Sendable {
    private struct Entry {
        var block: UInt64
        var older: Int
        var newer: Int
    }

    private static let none = -1
    private let capacity: Int
    private var places: [UInt64: Int] = [:]
    private var entries: [Entry] = []
    private var oldest = none
    private var newest = none

    /// `tokens` is what it holds; a block has `PromptBlocks.size` of them.
    init(tokens: Int) {
        capacity = tokens / PromptBlocks.size
    }

    var tokens: Int { entries.count * PromptBlocks.size }

    /// How many prompt tokens from the beginning are there. They count as used now.
    mutating func hit(_ blocks: [UInt64]) -> Int {
        guard capacity > 0 else { return 0 }
        let known = blocks.prefix { places[$0] != nil }
        use(known)
        return known.count * PromptBlocks.size
    }

    /// Takes in what was read.
    mutating func insert(_ blocks: [UInt64]) {
        guard capacity > 0 else { return }
        use(blocks.prefix(capacity))
    }

    /// The end of a prompt is the first to go: its beginning is shared by more.
    private mutating func use(_ blocks: ArraySlice<UInt64>) {
        for block in blocks.reversed() {
            if let place = places[block] {
                unlink(place)
                link(place)
            } else if entries.count < capacity {
                entries.append(Entry(block: block, older: Self.none, newer: Self.none))
                places[block] = entries.count - 1
                link(entries.count - 1)
            } else {
                let place = oldest
                unlink(place)
                places[entries[place].block] = nil
                entries[place].block = block
                places[block] = place
                link(place)
            }
        }
    }

    private mutating func unlink(_ place: Int) {
        let entry = entries[place]
        if entry.older == Self.none {
            oldest = entry.newer
        } else {
            entries[entry.older].newer = entry.newer
        }
        if entry.newer == Self.none {
            newest = entry.older
        } else {
            entries[entry.newer].older = entry.older
        }
    }

    private mutating func link(_ place: Int) {
        entries[place].older = newest
        entries[place].newer = Self.none
        if newest == Self.none { oldest = place } else { entries[newest].newer = place }
        newest = place
    }
}

/// Prompts in blocks of 16 tokens, as vLLM's cache of prefixes has them: a block is named by a hash over the
/// whole prompt up to its end, so that equal names mean equal beginnings. A rest is no block.
package struct PromptBlocks: Sendable {
    package static let size = 16

    private var hash: UInt64
    private var position = 0
    package private(set) var blocks: [UInt64] = []

    package init() {
        hash = 0xCBF2_9CE4_8422_2325
    }

    /// The blocks of a prompt of which `shared` tokens are the same for all that name the same `prefix`, and
    /// the rest is nobody else's.
    package init(prefix: UInt64, shared: Int, total: Int, own: UInt64) {
        self.init()
        for index in 0..<total {
            add(index < shared ? prefix : ~own)
        }
    }

    /// One token, by what names it.
    package mutating func add(_ token: UInt64) {
        mark(token)
        position += 1
        if position.isMultiple(of: Self.size) { blocks.append(hash) }
    }

    /// What stands between tokens and makes another prompt of them.
    package mutating func mark(_ name: UInt64) {
        // SplitMix64's finalizer: neighbouring tokens must not name neighbouring blocks.
        var mixed = (hash ^ name) &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        hash = mixed ^ (mixed >> 31)
    }
}

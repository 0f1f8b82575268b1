internal import NIOCore
internal import Statistics

/// The words of one answer, drawn from a small vocabulary.
struct Vocabulary: Sendable {
    private static let words: [[UInt8]] = """
        the river runs past old stones and a gauge stands in it while rain falls over hills far \
        upstream slow water keeps time by day and night each mark on its scale tells how much \
        came down since morning someone reads them writes one line then walks home along banks \
        where reeds bend with wind under bright clear skies
        """.split(separator: " ").map { Array($0.utf8) }

    private var generator: SeededGenerator
    private var isFirst = true

    init(_ seed: AnswerSeed) {
        generator = seed.generator(for: .words)
    }

    /// Goes past `count` words that nobody gets to see.
    mutating func skip(_ count: Int) {
        for _ in 0..<count { _ = generator.next() }
    }

    /// Appends `count` words, each one token; a blank before every word but an answer's first. With a
    /// `size`, what is appended is cut or filled to so many bytes.
    mutating func append(_ count: Int, exactly size: Int?, to bytes: inout ByteBuffer) {
        let start = bytes.writerIndex
        for _ in 0..<count {
            if !isFirst { bytes.writeInteger(UInt8(ascii: " ")) }
            isFirst = false
            let index = Int(generator.next() % UInt64(Self.words.count))
            bytes.writeBytes(Self.words[index])
        }
        guard let size else { return }
        let missing = start + size - bytes.writerIndex
        if missing > 0 {
            bytes.writeRepeatingByte(UInt8(ascii: "x"), count: missing)
        } else {
            bytes.moveWriterIndex(to: start + size)
        }
    }
}

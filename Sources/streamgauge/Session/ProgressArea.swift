import Synchronization

/// The lines at the terminal's end that are drawn again and again.
final class ProgressArea: Sendable {
    /// Columns of each line that stands there.
    private let drawn = Mutex<[Int]>([])

    /// Puts `lines` in the place of those that stand there.
    func draw(_ lines: [String]) {
        drawn.withLock { drawn in
            Terminal.tell(
                Self.back(over: drawn, width: Terminal.size.columns)
                    + lines.joined(separator: "\u{1B}[K\n") + "\u{1B}[K\u{1B}[J")
            drawn = lines.map(\.count)
        }
    }

    /// Takes away what stands there.
    func clear() {
        drawn.withLock { drawn in
            guard !drawn.isEmpty else { return }
            Terminal.tell(Self.back(over: drawn, width: Terminal.size.columns) + "\u{1B}[J")
            drawn = []
        }
    }

    /// To the beginning of the first line. A terminal that was made narrower has broken the longer ones.
    static func back(over lines: [Int], width: Int) -> String {
        let rows = lines.reduce(0) { $0 + max(1, ($1 + width - 1) / max(width, 1)) }
        return "\r" + (rows > 1 ? "\u{1B}[\(rows - 1)A" : "")
    }
}

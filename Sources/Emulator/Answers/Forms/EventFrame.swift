internal import RunModel

/// What stands around the data of every event of one stream: the time of its sending, its name, line ends.
struct EventFrame {
    private let stampOpening: [UInt8]?
    private let lineEnd: [UInt8]
    private let dataOpening = Array("data: ".utf8)
    private let closing: [UInt8]

    init(_ behaviour: AnswerBehaviour) {
        lineEnd = Array(behaviour.lineEnd.rawValue.utf8)
        closing = lineEnd + lineEnd
        stampOpening = behaviour.tellsTruth ? Array(": sent-ns=".utf8) : nil
    }

    /// Begins an event; what is appended up to `close` is its data, which must not hold a line end.
    func open(_ name: [UInt8]? = nil, in chunk: inout ChunkBuffer) {
        if let stampOpening {
            chunk.append(stampOpening)
            chunk.appendStamp()
            chunk.append(lineEnd)
        }
        if let name {
            chunk.append(name)
            chunk.append(lineEnd)
        }
        chunk.append(dataOpening)
    }

    func close(in chunk: inout ChunkBuffer) {
        chunk.append(closing)
    }

    /// An event of any data.
    func event(_ name: String? = nil, _ data: String, in chunk: inout ChunkBuffer) {
        open(name.map { Array("event: \($0)".utf8) }, in: &chunk)
        chunk.append(data)
        close(in: &chunk)
    }

    private func comment(_ text: String, in chunk: inout ChunkBuffer) {
        chunk.append(": \(text)")
    }

    /// The stream's first comment: when the whole request had been read.
    func received(_ instant: MonotonicInstant, in chunk: inout ChunkBuffer) {
        comment("received-ns=\(instant.nanoseconds)", in: &chunk)
        chunk.append(closing)
    }

    /// How full the engine was when the request came.
    func engine(running: Int, waiting: Int, in chunk: inout ChunkBuffer) {
        comment("engine-running=\(running)", in: &chunk)
        chunk.append(lineEnd)
        comment("engine-waiting=\(waiting)", in: &chunk)
        chunk.append(closing)
    }

    func keepAlive(in chunk: inout ChunkBuffer) {
        comment("keep-alive", in: &chunk)
        chunk.append(closing)
    }
}

internal import SyntheticStreams
internal import Wire

/// Decodes and scans one event of an API as often as its argument says, and prints the nanoseconds an event took.
@main
struct DecodeLoop {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3, let api = API(rawValue: arguments[1]),
            let count = Int(arguments[2]), count > 0
        else { preconditionFailure("usage: DecodeLoop API COUNT") }
        let chunk = SyntheticStream.chunk(of: api)
        let clock = ContinuousClock()
        let started = clock.now
        let outputs = try outputs(in: chunk, of: api, times: count)
        let elapsed = clock.now - started
        precondition(outputs == count, "\(outputs) outputs in \(count) events")
        print(elapsed / .nanoseconds(1) / Double(count))
    }

    private static func outputs(
        in chunk: [UInt8], of api: API, times: Int
    ) throws(SSEDecodingError) -> Int {
        var decoder = SSEDecoder()
        var sink = OutputCounter(api)
        for _ in 0..<times { try decoder.decode(chunk.span, into: &sink) }
        return sink.outputs
    }
}

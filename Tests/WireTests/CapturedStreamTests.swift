import Testing
import Wire

@Suite struct CapturedStreamTests {
    private func read(_ stream: CapturedStream, _ pieces: [[UInt8]]) throws -> KindSink {
        var decoder = SSEDecoder()
        var sink = KindSink(stream.api)
        for piece in pieces { try decoder.decode(piece.span, into: &sink) }
        let isCutOff = decoder.finish()
        #expect(!isCutOff)
        return sink
    }

    @Test(arguments: CapturedStream.all)
    func `one answer says the same in every API`(_ stream: CapturedStream) throws {
        let sink = try read(stream, [Array(stream.text.utf8)])
        #expect(sink.kinds == stream.kinds)
        #expect(sink.texts.joined() == "ße 🎉.")
        #expect(sink.usage.promptTokens == 9)
        #expect(sink.usage.outputTokens == 7)
        #expect(sink.usage.cachedTokens == 4)
        let isWithTools = stream.api != .completions
        #expect(sink.outputBytes == "ße 🎉.".utf8.count + (isWithTools ? 4 + 1 + 9 : 0))
    }

    @Test(arguments: CapturedStream.all)
    func `cut anywhere it says the same`(_ stream: CapturedStream) throws {
        let bytes = Array(stream.text.utf8)
        for place in 0...bytes.count {
            let sink = try read(stream, [Array(bytes[..<place]), [], Array(bytes[place...])])
            #expect(sink.kinds == stream.kinds, "cut at \(place)")
        }
        #expect(try read(stream, bytes.map { [$0] }).kinds == stream.kinds)
    }
}

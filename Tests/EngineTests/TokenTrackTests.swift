import RunModel
import Testing
import Wire

@testable import Engine

@Suite struct TokenTrackTests {
    private func usage(_ prompt: Int64, cached: Int64? = nil, output: Int64) -> ChunkUsage {
        var usage = ChunkUsage()
        usage.promptTokens = prompt
        usage.cachedTokens = cached
        usage.completionTokens = output
        return usage
    }

    /// Messages counts what a cache gave beside the input, and some servers tell it at the beginning only.
    @Test func `a count without the cache's part takes nothing back`() {
        var track = TokenTrack()
        track.note(usage(1000, cached: 900, output: 1), outputs: 0, isWithOutput: false)
        track.note(usage(100, output: 10), outputs: 9, isWithOutput: false)
        let counts = track.settled(outputs: 9)
        #expect(counts.prompt == 1000 && counts.cached == 900 && counts.output == 10)
    }

    @Test func `a later count that tells its cache holds, and so does one of a server without`() {
        var track = TokenTrack()
        track.note(usage(1000, cached: 900, output: 1), outputs: 0, isWithOutput: false)
        track.note(usage(990, cached: 890, output: 10), outputs: 9, isWithOutput: false)
        #expect(track.settled(outputs: 9).prompt == 990)
        var plain = TokenTrack()
        plain.note(usage(40, output: 1), outputs: 0, isWithOutput: false)
        plain.note(usage(12, output: 10), outputs: 9, isWithOutput: false)
        #expect(plain.settled(outputs: 9).prompt == 12)
    }
}

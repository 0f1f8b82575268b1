import Testing

@testable import Emulator

@Suite struct TokenBatchingTests {
    @Test(arguments: [
        ("individual", TokenBatching.individual), ("adaptive", .adaptive), ("8", .fixed(8)),
    ])
    func `reads what a plan may say`(text: String, batching: TokenBatching) {
        #expect(TokenBatching(text) == batching)
    }

    @Test(arguments: ["", "0", "-1", "some", "1.5"])
    func `refuses everything else`(text: String) {
        #expect(TokenBatching(text) == nil)
    }

    @Test func `adaptive batches are single at first and grow to a bound`() {
        let sizes = [0, 63, 64, 640, 100_000].map { TokenBatching.adaptive.size(at: $0) }
        #expect(sizes == [1, 1, 2, 11, 16])
    }
}

import Testing

extension CommandTests {
    @Suite struct CompareModesTests {
        @Test func `wants both modes`() async throws {
            let result = try await StreamGauge.call(
                ["compare-modes", "--modes", "streaming"], in: try TemporaryFolder())
            #expect(result.status == 64)
            #expect(result.errors.contains("compare-modes needs both modes"))
        }
    }
}

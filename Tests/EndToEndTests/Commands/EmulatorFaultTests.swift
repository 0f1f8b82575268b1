import RecordStore
import RunModel
import Testing

extension CommandTests {
    /// Faults for a share of the requests, by option and by plan file.
    @Suite struct EmulatorFaultTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private func outcomes(_ arguments: [String]) async throws -> [Outcome: Int] {
            let result = try await StreamGauge.call(
                ["run", "--quiet", "--requests", "60", "--modes", "streaming"] + arguments
                    + StreamGauge.quickEmulator, in: folder)
            #expect(result.status == 0, "\(result.errors)")
            let requests = try folder.record().run().requests
            return Dictionary(requests.map { ($0.outcome, 1) }, uniquingKeysWith: +)
        }

        @Test func `the fault befalls its share and nothing else`() async throws {
            let outcomes = try await outcomes([
                "--emulator-fault", "rate_limit", "--emulator-fault-share", "0.3",
            ])
            #expect(Set(outcomes.keys) == [.ok, .rateLimited])
            #expect((6...30).contains(outcomes[.rateLimited] ?? 0))
        }

        @Test func `a plan file can say so`() async throws {
            let plan = "target: {emulator: {fault: truncate, fault_share: 0.5}}\n"
            let outcomes = try await outcomes([try folder.write(plan, to: "plan.yaml")])
            #expect(Set(outcomes.keys) == [.ok, .truncated])
        }

        @Test func `a plan file's unknown fault is refused with the list`() async throws {
            let plan = try folder.write("target: {emulator: {fault: luck}}\n", to: "plan.yaml")
            let result = try await StreamGauge.call(["run", plan], in: folder)
            #expect(result.status == 64)
            #expect(result.errors.contains("'luck' is no fault; write one of http_error"))
        }
    }
}

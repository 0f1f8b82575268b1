import Foundation
import RecordStore
import RunModel
import Testing

extension CompatibilityTests {
    /// Shards in the hands of what starts them, and of clocks that differ.
    @Suite struct ClusterPeerTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private func record(_ name: String) throws -> RunRecord {
            try RecordReader(opening: folder.file(name)).read()
        }

        private func schedule(_ record: RunRecord) -> [Duration] {
            let sorted = record.requests.sorted { $0.request < $1.request }
            let first = record.requests.map(\.instants.scheduled).min() ?? record.manifest.origin
            return sorted.map { $0.instants.scheduled - first }
        }

        private func emulator(_ timeToFirstToken: Int = 20) async throws -> (
            RunningCommand, address: String
        ) {
            try await StreamGauge.serve(
                [
                    "--port", "0", "--ttft", "\(timeToFirstToken)", "--gap", "5", "--tokens", "20",
                ], in: folder)
        }

        @Test func `Slurm's four nodes run the batch script, and the whole is one machine's`()
            async throws
        {
            _ = try RunningCommand.program("/usr/sbin/slurmctld", of: "slurmctld")
            _ = try RunningCommand.program("/usr/sbin/slurmd", of: "slurmd")
            _ = try RunningCommand.program("/usr/bin/sbatch", of: "slurm-client")
            _ = try RunningCommand.program("/usr/sbin/munged", of: "munge")
            let (server, address) = try await emulator()
            defer { server.send(SIGINT) }
            _ = try folder.write("load: {rate: 40, requests: 120}\n", to: "plan.yaml")
            let script = try await StreamGauge.call(
                [
                    "cluster", "slurm", "plan.yaml", "--shards", "4", "--base-url", address,
                    "--reports", folder.file("runs"),
                ], in: folder)
            #expect(script.status == 0, "\(script.errors)")
            let job = try folder.write(script.output, to: "job.sbatch")
            let bin = folder.file("bin")
            try FileManager.default.createDirectory(
                atPath: bin, withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(
                at: URL(filePath: "\(bin)/streamgauge"), withDestinationURL: try StreamGauge.binary)
            // The nodes are one machine, whose names no resolver knows.
            let port = try LoopbackSocket.freePort()
            let nodes = Peer.repository.appending(
                path: "Tests/EndToEndTests/Peers/slurm_nodes.sh")
            let result = try await RunningCommand(
                nodes, [folder.path, job], in: folder,
                environment: [
                    "PATH": "\(bin):/usr/sbin:/usr/bin:/sbin:/bin",
                    "STREAMGAUGE_RENDEZVOUS": "127.0.0.1:\(port)",
                ]
            ).end()
            #expect(result.status == 0, "\(result.output) \(result.errors)")
            #expect(result.output.contains("4 of 4, clocks known to"))
            let whole = try record("runs/1/whole")
            let seed = try #require(whole.manifest.plan.load.arrivalSeed)
            let one = try await StreamGauge.call(
                [
                    "run", "plan.yaml", "--base-url", address, "--arrival-seed", "\(seed)", "--out",
                    "one",
                ], in: folder)
            #expect(one.status == 0, "\(one.errors)")
            #expect(schedule(whole) == schedule(try record("one")))
            #expect(
                whole.manifest.shards?.map(\.start.source)
                    == Array(repeating: "SLURM_PROCID", count: 4))
            // Ready in time: what a busy machine is late by is told.
            for part in whole.manifest.shards ?? [] {
                #expect(part.start.lateNanoseconds ?? 0 < 5_000_000_000)
            }
        }

        @Test func `Kubernetes' own schema has nothing against the manifest`() async throws {
            _ = try folder.write("load: {concurrency: 8, requests: 120}\n", to: "plan.yaml")
            let manifest = try await StreamGauge.call(
                [
                    "cluster", "kubernetes", "plan.yaml", "--shards", "8", "--image", "a/b:1",
                    "--claim", "records", "--base-url", "http://gateway.models:8000/v1",
                ], in: folder)
            #expect(manifest.status == 0, "\(manifest.errors)")
            _ = try folder.write(manifest.output, to: "job.yaml")
            let validator = Peer.repository.appending(path: ".venv/bin/kubernetes-validate").path()
            let result = try await RunningCommand(
                try RunningCommand.program(validator, of: "kubernetes-validate (scripts/peers)"),
                ["--strict", "job.yaml"], in: folder
            ).end()
            #expect(result.status == 0, "\(result.output) \(result.errors)")
            let count = result.output.matches(of: /passed/).count
            #expect(count == 3, "\(result.output)")
        }

        /// The second shard's clock runs a day ahead, and its server takes 30 ms longer.
        @Test func `a planted offset is found, and changes no latency`() async throws {
            let (server, address) = try await emulator()
            let (slower, slowAddress) = try await emulator(50)
            defer { for server in [server, slower] { server.send(SIGINT) } }
            let place = "127.0.0.1:\(try LoopbackSocket.freePort())"
            func arguments(_ shard: Int, _ address: String) -> [String] {
                [
                    "run", "--base-url", address, "--rate", "40", "--requests", "240", "--shard",
                    "\(shard)/2", "--rendezvous", place, "--out", "shard-\(shard)",
                ]
            }
            let secret = ["STREAMGAUGE_SECRET": "sixteen letters and more"]
            let first = try StreamGauge.start(
                arguments(1, address), in: folder, environment: secret)
            let second = try RunningCommand(
                try RunningCommand.program("/usr/bin/unshare", of: "util-linux"),
                ["-T", "--monotonic", "86400", try StreamGauge.binary.path()]
                    + arguments(2, slowAddress), in: folder, environment: secret)
            for command in [first, second] {
                let result = try await command.end()
                #expect(result.status == 0, "\(result.errors)")
            }
            let merged = try await StreamGauge.call(
                ["merge", "shard-1", "shard-2", "--out", "whole"], in: folder)
            #expect(merged.status == 0, "\(merged.errors)")
            let clock = try #require(try record("shard-2").manifest.shardStart?.clock)
            let error = clock.offsetNanoseconds + 86_400_000_000_000
            #expect(Int64(error.magnitude) <= clock.boundNanoseconds)
            // Rows are copied, and a busy machine's answers are late, not early.
            let (own, whole) = (try record("shard-2"), try record("whole"))
            for request in own.requests {
                let same = try #require(whole.requests.first { $0.request == request.request })
                #expect(same.timeToFirstToken == request.timeToFirstToken)
                #expect(request.timeToFirstToken ?? .zero >= .milliseconds(50))
            }
            #expect(merged.output.contains("more TTFT than the others"), "\(merged.output)")
        }
    }
}

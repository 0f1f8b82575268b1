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

        @Test func `a host that is 50 ms farther away is found and named`() async throws {
            let result = try await Peer.overLink("far_host.sh", in: folder)
            #expect(result.status == 0, "\(result.output) \(result.errors)")
            let table = result.output.replacing(/\s+/, with: " ")
            let found = try #require(
                table.firstMatch(of: /shard 2 on \S+ sees ([0-9.]+) ms more TTFT than the others/),
                "\(result.output)")
            let difference = try #require(Double(found.1))
            #expect((45...75).contains(difference), "\(difference)")
            // The clocks are compared over the long way, which they are then known by.
            let clock = try #require(try record("far").manifest.shardStart?.clock)
            #expect((24_000_000...60_000_000).contains(clock.boundNanoseconds))
            #expect(Int64(clock.offsetNanoseconds.magnitude) <= clock.boundNanoseconds)
        }

        @Test func `each pair of a source address and a front end has all local ports`()
            async throws
        {
            _ = try RunningCommand.program("/usr/sbin/ip", of: "iproute2")
            let script = Peer.repository.appending(path: "Tests/EndToEndTests/Peers/few_ports.sh")
            let user = getuid() == 0 ? [] : ["--user", "--map-root-user"]
            let result = try await RunningCommand(
                try RunningCommand.program("/usr/bin/env", of: "coreutils"),
                ["--default-signal", "unshare"] + user + [
                    "--net", script.path(), try StreamGauge.binary.path(), folder.path,
                ], in: folder
            ).end()
            #expect(result.status == 0, "\(result.output) \(result.errors)")
            #expect(result.outputLines == ["one 64", "sources 0", "front-ends 0"])
            let refusal = try String(contentsOfFile: folder.file("one.log"), encoding: .utf8)
            #expect(refusal.contains("allows 100"), "\(refusal)")
            for name in ["sources", "front-ends"] {
                let record = try record(name)
                #expect(record.requests.count == 200 && record.manifest.client.peakStreams == 150)
                #expect(record.requests.allSatisfy { $0.outcome == .ok })
            }
        }

        @Test func `a shard on a full disk says so, and loses nothing of the others`() async throws
        {
            let (server, address) = try await StreamGauge.serve(
                ["--port", "0", "--ttft", "5", "--gap", "1", "--tokens", "100"], in: folder)
            defer { server.send(SIGINT) }
            let place = "127.0.0.1:\(try LoopbackSocket.freePort())"
            func arguments(_ shard: String, _ out: String) -> [String] {
                [
                    "run", "--base-url", address, "--rate", "60", "--duration", "8s", "--shard",
                    shard, "--rendezvous", place, "--out", out,
                ]
            }
            let secret = ["STREAMGAUGE_SECRET": "sixteen letters and more"]
            let first = try StreamGauge.start(
                arguments("1/2", "first"), in: folder, environment: secret)
            let full = try await SmallDisk.run(
                arguments("2/2", "disk/second"), in: folder, environment: secret)
            #expect(full.status == 7)
            let sentences = full.errorLines.filter { $0.hasPrefix("streamgauge:") }
            #expect(
                sentences.count == 1 && sentences[0].contains("No space left on device"),
                "\(full.errors)")
            let result = try await first.end()
            #expect(result.status == 0, "\(result.errors)")
            let whole = try record("first")
            #expect(whole.manifest.ending == .completed)
            let merged = try await StreamGauge.call(
                ["merge", "first", "copy/second", "--out", "whole"], in: folder)
            #expect(merged.status == 0, "\(merged.errors)")
            let words = merged.output.replacing(/\s+/, with: " ")
            #expect(words.contains("shard 2 of 2 on"), "\(merged.output)")
            #expect(words.contains("ended as record_failed"), "\(merged.output)")
            #expect(words.contains("request rows and"), "\(merged.output)")
            let both = try record("whole")
            #expect(both.manifest.ending == .recordFailed)
            let own = Set(whole.requests.map(\.request))
            #expect(own.isSubset(of: Set(both.requests.map(\.request))))
            #expect(both.requests.count > own.count)
        }

        @Test func `Ctrl-C on the script of ssh ends the shards and fetches what they measured`()
            async throws
        {
            let (server, address) = try await emulator()
            defer { server.send(SIGINT) }
            _ = try RunningCommand.program("/usr/bin/setsid", of: "util-linux")
            _ = try folder.write("load: {rate: 20, duration: 10m}\n", to: "plan.yaml")
            let port = try LoopbackSocket.freePort()
            let script = try await StreamGauge.call(
                [
                    "cluster", "ssh", "plan.yaml", "--hosts", "127.0.0.1,localhost", "--port",
                    "\(port)", "--base-url", address, "--reports", "runs",
                ], in: folder)
            #expect(script.status == 0, "\(script.errors)")
            _ = try folder.write(script.output, to: "run.sh")
            let bin = folder.file("bin")
            let files = FileManager.default
            try files.createDirectory(atPath: bin, withIntermediateDirectories: true)
            try files.createSymbolicLink(
                at: URL(filePath: "\(bin)/streamgauge"), withDestinationURL: try StreamGauge.binary)
            try files.createSymbolicLink(
                at: URL(filePath: "\(bin)/ssh"),
                withDestinationURL: Peer.repository.appending(
                    path: "Tests/EndToEndTests/Peers/fake_ssh.sh"))
            // Ctrl-C goes to a whole group of processes.
            let command = try RunningCommand(
                try RunningCommand.program("/usr/bin/env", of: "coreutils"),
                // Children of a test have it blocked.
                [
                    "--default-signal", "setsid", "--wait", "bash", "-c",
                    "echo $$ >script.pid; exec bash run.sh",
                ], in: folder,
                environment: ["PATH": "\(bin):/usr/bin:/bin", "HOSTS": folder.file("hosts")])
            func begun() -> Int {
                (files.subpaths(atPath: folder.file("hosts")) ?? []).count { path in
                    guard path.hasSuffix("run/requests.csv") else { return false }
                    let rows = try? String(
                        contentsOfFile: folder.file("hosts/" + path), encoding: .utf8)
                    return rows?.split(separator: "\n").count ?? 0 > 5
                }
            }
            try await command.until { begun() == 2 }
            let text = try String(contentsOfFile: folder.file("script.pid"), encoding: .utf8)
            let group = try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
            kill(-group, SIGINT)
            let result = try await command.end()
            #expect(result.status == 130, "\(result.output) \(result.errors)")
            #expect(result.errors.contains("Stopping the shards"))
            let runs = try #require(
                try files.contentsOfDirectory(atPath: folder.file("runs")).first)
            for name in ["shard-1", "shard-2", "whole"] {
                let found = try record("runs/\(runs)/\(name)")
                #expect(found.manifest.ending == .interrupted && !found.requests.isEmpty)
                #expect(files.fileExists(atPath: folder.file("runs/\(runs)/\(name)/report.html")))
            }
            // Nothing is left on the hosts.
            for host in ["127.0.0.1", "localhost"] {
                #expect(try files.contentsOfDirectory(atPath: folder.file("hosts/\(host)")).isEmpty)
            }
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

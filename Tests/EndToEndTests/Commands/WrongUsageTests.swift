import Foundation
import Testing

extension CommandTests {
    /// Mistakes on the command line: exit 64, one sentence that names the option, and nothing done.
    @Suite struct WrongUsageTests {
        private static let mistakes: [(arguments: String, names: String)] = [
            ("run --no-such-option", "--no-such-option"),
            ("run --rate 5 --concurrency 2", "--concurrency"),
            ("run --prompt a --prompts b", "--prompts"),
            ("run --prompt a --input-tokens 5", "--input-tokens"),
            ("run --input-tokens normal(1,", "--input-tokens"),
            ("run --output-tokens x", "--output-tokens"),
            ("run --emulator-ttft nonsense(4)", "--emulator-ttft"),
            ("run --emulator-gap 9..1", "--emulator-gap"),
            ("run --emulator-tokens many", "--emulator-tokens"),
            ("run --emulator-fault bad_luck", "rate_limit, reset_before_head"),
            ("run --emulator-fault close --emulator-fault-share 2", "--emulator-fault-share"),
            ("run --duration 5parsecs", "--duration"),
            ("run --duration 0s", "--duration"),
            ("run --timeout-gap never", "--timeout-gap"),
            ("run --warmup soon", "--warmup"),
            ("run --requests 0", "--requests"),
            ("run --concurrency 0", "--concurrency"),
            ("run --rate=-3", "--rate"),
            ("run --rate nan", "--rate"),
            ("run --rounds 0", "--rounds"),
            ("run --burstiness=-1 --rate 5", "--burstiness"),
            ("run --modes sideways", "--modes"),
            ("run --max-tokens 0", "--max-tokens"),
            ("run --temperature hot", "--temperature"),
            ("run --base-url ftp://127.0.0.1/v1", "--base-url"),
            ("run --base-url 127.0.0.1", "--base-url"),
            ("run --base-url http://me:secret@127.0.0.1/v1", "--base-url"),
            ("run --unix-socket /tmp/socket", "--unix-socket"),
            ("run --emulator --http2", "--http2"),
            ("run --header nonsense", "--header"),
            ("run --header authorization:x", "--header"),
            ("run --header API-Key:x", "--header"),
            ("run --body [1]", "--body"),
            ("run --body {broken", "--body"),
            ("run --prompts /no/such/file", "--prompts"),
            ("run --emulator --max-prompt-tokens 9", "--max-prompt-tokens"),
            ("run --emulator --turns 0", "--turns takes from 1"),
            ("run --emulator --turns 2..2000", "--turns takes from 1"),
            ("run --emulator --turns 2 --mix long=5%:input=9", "--mix"),
            ("run --emulator --turns 2 --session-header Authorization", "--session-header"),
            (
                "run --emulator --turns 2 --header x-s:a --session-header X-S",
                "has a value already"
            ),
            ("run --emulator --prompts-format azure", "--prompts-format"),
            ("run --emulator --replay /no/such/file", "--replay: cannot read"),
            ("run --emulator --replay t --requests 5", "--requests"),
            ("run --emulator --speed 2", "--replay"),
            ("compare-modes --emulator --replay t", "--modes"),
            ("run --emulator --max-cost 3", "--price"),
            ("run --emulator --price in=1", "--price"),
            ("run --emulator-tokenizer words=many", "--emulator-tokenizer"),
            ("run --emulator --exact-output", "--max-tokens"),
            ("run --api-key-file /no/such/file", "--api-key-file"),
            ("run --cacert /no/such/file --base-url https://127.0.0.1:1/v1", "--cacert"),
            ("run /no/such/plan.yaml", "/no/such/plan.yaml"),
            ("serve --ttft bad(", "--ttft"),
            ("serve --gap bad(", "--gap"),
            ("serve --tokens bad(", "--tokens"),
            ("serve --batching sometimes", "sometimes"),
            ("serve --fault bad_luck", "--fault: 'bad_luck'"),
            ("serve --fault close --fault-share nan", "--fault-share"),
            ("serve --port 70000", "--port"),
            ("serve --api-keys-file /no/such/file", "--api-keys-file"),
            ("inspect /no/such/file", "/no/such/file"),
            ("frobnicate", "frobnicate"),
            ("limits --tier pro", "--emulator"),
            ("limits --tier pro --dry-run", "OPENAI_BASE_URL"),
            ("gate --requests 20", "--emulator"),
            ("ab --aa", "--emulator"),
            ("run --model some-model", "--model"),
            ("run --base-url http://127.0.0.1:1/v1 --emulator", "--emulator exclude"),
            ("compare-modes --base-url http://127.0.0.1:1/v1 --emulator-ttft 5", "--emulator-ttft"),
            ("limits --base-url http://127.0.0.1:1/v1 --emulator-gap 5", "--emulator-gap"),
            (
                "ab --base-url http://127.0.0.1:1/v1 --against-emulator-gap 5",
                "--against-emulator-gap"
            ),
            ("ab --emulator --against http://127.0.0.1:1/v1", "--against and --emulator"),
            ("run --duration 5parsecs", "1h30m"),
            ("run --requests many", "20 (a whole number)"),
            ("run --rate 1e9", "1000000"),
            ("run --max-memory lots", "512MiB"),
            ("run concurrency=4", "did you mean --concurrency"),
            ("run --concurency 4", "did you mean --concurrency?"),
            ("run --base-url http:/127.0.0.1", "is no address"),
            ("run \u{2014}rate 5", "did you mean --rate"),
            ("run --think-tag", "did you mean --think-tags?"),
            ("run --provider antropic", "did you mean 'anthropic'?"),
            ("run --provider none-of-them", "anthropic, openrouter"),
            ("run --base-url http://127.0.0.1:1/v1/messages", "say --api messages"),
            (
                "run --api responses --base-url http://127.0.0.1:1/v1/chat/completions/",
                "say --api chat, or end it before /chat/completions"
            ),
            ("run --emulator nonsense", "neither an option nor a plan file"),
            ("run --base-url api.example.com/v1", "https://api.example.com/v1"),
            ("run --base-url localhost:8000/v1", "http://localhost:8000/v1"),
            ("lsit", "There is no command 'lsit'; did you mean 'list'?"),
            ("rnu --emulator", "There is no command 'rnu'; did you mean 'run'?"),
            ("benchmark", "There is no command 'benchmark'; there are run, compare-modes"),
            ("run --vus 8", "There is no option --vus; did you mean --concurrency?"),
            ("run -n 5 http://127.0.0.1:9/v1", "An address stands behind --base-url"),
            ("history tredn", "did you mean 'trend'?"),
            ("gate --emulatr", "There is no option --emulatr; did you mean --emulator?"),
            ("ab --emulatr", "did you mean --emulator?"),
            ("limits --emulatr --tier pro", "did you mean --emulator?"),
            ("report a --josn", "'--json'"), ("gate limits --teir pro", "did you mean --tier?"),
            ("serve --limit streams=three", "streams is 'three', which is not a whole number"),
            ("run --emulator --request-id-header a:b", "--request-id-header"),
            ("report", "--latest"), ("report --latest", "no run"),
            ("init plan.txt", ".yaml"), ("run --claims nowhere --emulator", "perf"),
        ]

        @Test(arguments: mistakes)
        func `a mistake is told in one sentence`(arguments: String, names: String) async throws {
            let folder = try TemporaryFolder()
            let words = arguments.split(separator: " ").map(String.init)
            let result = try await StreamGauge.call(words, in: folder)

            #expect(result.status == 64)
            #expect(result.output.isEmpty)
            let sentence = try #require(result.errorLines.first)
            #expect(sentence.hasPrefix("Error: ") && sentence.contains(names), "\(sentence)")
            #expect(!FileManager.default.fileExists(atPath: folder.file("reports")))
        }

        @Test(arguments: [
            ("load: {concurency: 4}", "load.concurency"),
            ("colour: green", "colour"),
            ("target: {emulator: {gap: 3}}", "target.emulator.gap"),
            ("load: {concurrency: many}", "load.concurrency"),
            ("timeouts: {gap: never}", "timeouts.gap"),
            ("load: {rate: -5}", "--rate"),
            ("load: [", "not YAML"), ("just words", "holds no plan"), ("", "holds no plan"),
            ("load:\n  rate: 5\n  concurrency: 4", "line 2: load.rate"),
            (
                "seed: 1\nload:\n  concurrency: many",
                "line 3: load.concurrency: 'many' is not a whole"
            ),
            ("request: {modes: sideways}", "none of both, streaming, non_streaming"),
            ("load:\n  rate: -5", "line 2: load.rate takes"), ("load: {rate: -5}", "it is '-5'"),
            ("load: {concurency: 4}", "did you mean 'load.concurrency'"),
            ("request: {model: m}", "request.model"),
            (
                "seed: 1\nrequest:\n  zzz: 1\nload:\n  aaa: 2",
                "line 3: there is no key 'request.zzz'"
            ),
            ("target:\n  api_key: sk-1", "line 2: 'target.api_key': a key never stands in a plan"),
            ("request: {token: abc}", "OPENAI_API_KEY or --api-key-file"),
            (
                "target: {is_emulated: true, base_url: 'http://127.0.0.1:1/v1'}",
                "exclude each other"
            ),
        ])
        func `a mistake in a plan file is named by its key`(
            plan: String, names: String
        ) async throws {
            let folder = try TemporaryFolder()
            let path = try folder.write(plan, to: "plan.yaml")
            let result = try await StreamGauge.call(["run", path, "--print-plan"], in: folder)
            #expect(result.status == 64 && result.output.isEmpty)
            #expect(result.errorLines.first?.contains(names) == true, "\(result.errors)")
        }

        @Test(arguments: [
            ["run", "sk-live-7f3a9c41d2e8"], ["run", "--api-key=sk-live-7f3a9c41d2e8"],
            ["run", "--rate", "sk-live-7f3a9c41d2e8"],
            ["inspect", "--key", "sk-live-7f3a9c41d2e8"],
            ["run", "--emulator", "x.yaml", "9d8f7a6b5c4d3e2f1a0b9c8d7e6f5a4b"],
        ])
        func `what looks like a key is never said again`(arguments: [String]) async throws {
            let result = try await StreamGauge.call(arguments, in: try TemporaryFolder())
            #expect(result.status == 64)
            let said = result.output + result.errors
            #expect(!said.contains("7f3a9c41d2e8") && !said.contains("9d8f7a6b5c4d3e"), "\(said)")
        }

        @Test(arguments: [("", "is empty"), (" \n", "is empty"), ("a\nb\n", "several lines")])
        func `a file that holds no key says why`(text: String, word: String) async throws {
            let folder = try TemporaryFolder()
            let path = try folder.write(text, to: "key")
            let result = try await StreamGauge.call(
                ["run", "--emulator", "--api-key-file", path], in: folder)
            #expect(result.status == 64)
            #expect(result.errorLines.first?.contains(word) == true, "\(result.errors)")
        }

        @Test func `a prompt that is none is named by its line`() async throws {
            let folder = try TemporaryFolder()
            let path = try folder.write("\"good\"\n{\"text\": 1}\n", to: "prompts.jsonl")
            let result = try await StreamGauge.call(["run", "--prompts", path], in: folder)
            #expect(result.status == 64)
            #expect(result.errors.contains("\(path), line 2"), "\(result.errors)")
        }

        @Test func `a folder that is no record is told`() async throws {
            let folder = try TemporaryFolder()
            let result = try await StreamGauge.call(["report", folder.path], in: folder)
            #expect(result.status == 64)
            #expect(result.errors.contains("no run's folder"))
        }
    }
}

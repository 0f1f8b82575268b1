import ArgumentParser
import Foundation
import RecordStore

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a plan file with comments, to change and to keep.",
        discussion: """
            The plan measures the embedded emulator until target.base_url names an API. What it does not \
            say is as the options' defaults are; options given to 'run' win over it.

            Examples:
              streamgauge init                                  plan.yaml in this folder
              streamgauge init load.yaml && streamgauge run load.yaml
            """)

    @Argument(help: ArgumentHelp("Where to write it; - for standard output.", valueName: "file"))
    var file = "plan.yaml"

    @Flag(help: "Write over a file that is there.")
    var force = false

    func validate() throws {
        guard file == "-" || file.hasSuffix(".yaml") || file.hasSuffix(".yml") else {
            throw ValidationError(
                "The name of a plan file ends in .yaml or .yml, such as plan.yaml.")
        }
    }

    func run() throws {
        guard file != "-" else { return try Terminal.say(Self.plan) }
        guard force || !FileManager.default.fileExists(atPath: file) else {
            throw ValidationError(
                "'\(file)' is there already; give another name, or --force to write over it.")
        }
        do {
            try WholeFile.write(Array(Self.plan.utf8), named: file)
        } catch {
            Terminal.warn("streamgauge: \(error)")
            throw ExitCode.recordFailed
        }
        try Terminal.say("written \(file); run it with: streamgauge run \(file)\n")
    }

    static let plan = """
        # A plan of streamgauge: run it with 'streamgauge run plan.yaml'.
        # Keys never stand here: set OPENAI_API_KEY, or give --api-key-file.
        # All keys with their defaults: streamgauge run --emulator --print-plan

        name: run                 # part of the folder's name

        target:
          is_emulated: true       # the emulator inside the program; take this away and give an address:
          # base_url: https://api.example.com/v1

        request:
          # model: my-model       # what the API calls it
          modes: streaming        # streaming, non_streaming, or both: each prompt asked both ways
          input_tokens: 50..150   # words of a synthetic prompt; or prompts_file: prompts.jsonl
          # max_tokens: 256       # bounds the answers

        load:
          concurrency: 8          # streams open at a time; or rate: 5 for so many requests a second
          requests: 100           # or duration: 2m
          warmup_requests: 8      # sent before measuring

        # judging:
        #   assertions: ["ttft.p95 < 300ms", "failures < 1%"]

        """
}

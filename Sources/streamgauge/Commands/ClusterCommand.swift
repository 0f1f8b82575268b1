import ArgumentParser
import Cluster
import Foundation
import RunModel

struct ClusterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cluster",
        abstract: "Scripts that run a plan in shards on several machines.",
        discussion: """
            Prints a batch script for Slurm, a manifest for Kubernetes, or a script for ssh; with --submit it is handed to \
            sbatch or kubectl. docs/cluster.md has what shards are and how many a load wants.

            Examples:
              streamgauge cluster slurm plan.yaml --shards 8 > run.sbatch
              streamgauge cluster slurm plan.yaml --shards 8 --submit
              streamgauge cluster kubernetes plan.yaml --shards 8 --image registry.example/streamgauge:0.1.0 --claim records
              streamgauge cluster ssh plan.yaml --hosts c1,c2,c3 > run.sh
            """,
        subcommands: [SlurmCommand.self, KubernetesCommand.self, SSHCommand.self])
}

/// What all launchers want to know.
struct LaunchOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("Plan file (YAML).", valueName: "plan.yaml"))
    var plan: String

    @Option(
        name: .customLong("base-url"),
        help: ArgumentHelp(
            "Whom to ask, instead of the plan's address; more than once: front ends, in turn.",
            valueName: "url"))
    var baseURLs: [String] = []

    @Option(
        help: ArgumentHelp(
            "Name of the job: lower-case letters, digits and hyphens (default streamgauge).",
            valueName: "name"))
    var name = "streamgauge"

    func validate() throws {
        guard plan != "-" else {
            throw ValidationError("The plan is a file that the machines are given; '-' is none.")
        }
        let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789-")
        guard !name.isEmpty, name.count <= 50, name.allSatisfy(allowed.contains),
            name.first?.isLetter == true, name.last != "-"
        else {
            throw ValidationError(
                "--name: '\(name)' is no name of a job; take lower-case letters, digits and hyphens, a letter first."
            )
        }
    }

    /// The plan file's text, once it was read as a plan. Other files that it names go to no other machine by themselves.
    func text(isAlone: Bool = true) throws -> String {
        let read = try PlanFile.read(plan).plan
        let others = [
            ("request.prompts_file", read.request.promptsFile),
            ("request.tools_file", read.request.toolsFile),
            ("connection.ca_file", read.connection.caFile),
            ("target.emulator.like", read.target.emulator.like),
        ]
        if isAlone, let (key, file) = others.first(where: { $0.1 != nil }), let file {
            throw ValidationError(
                "The plan's \(key) is '\(file)', which the other machines do not get; put it where all of them see it and "
                    + "write a script of your own after docs/cluster.md.")
        }
        let secrets = (read.request.secretHeaders ?? []).map { $0.prefix { $0 != "=" } }
        if isAlone, !secrets.isEmpty {
            Terminal.warn(
                "Note: the values of the plan's secret_headers (\(secrets.joined(separator: ", "))) go to no other machine; put them "
                    + "where each shard finds them.")
        }
        return StandardInput.text(of: plan) ?? ""
    }

    func launch(shards: Int, folder: String) throws -> LaunchPlan {
        guard (2...10_000).contains(shards) else {
            throw ValidationError("--shards takes a whole number from 2 to 10,000.")
        }
        do throws(LaunchPlan.Fault) {
            return try LaunchPlan(
                plan: plan, shards: shards, folder: folder, name: name, baseURLs: baseURLs,
                keyVariable: (try? PlanFile.read(plan).plan.target.provider?.traits.keyVariable)
                    ?? ProviderTraits.usualKeyVariable)
        } catch {
            throw ValidationError("\(error).")
        }
    }

    /// Prints the text, or hands it to a program's standard input.
    static func give(_ text: String, to program: [String]?) throws {
        guard let program else { return try Terminal.say(text) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = program
        let pipe = Pipe()
        process.standardInput = pipe
        do {
            try process.run()
            try pipe.fileHandleForWriting.write(contentsOf: Data(text.utf8))
            try pipe.fileHandleForWriting.close()
        } catch {
            throw ValidationError("--submit: '\(program[0])' cannot be started (\(error)).")
        }
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            Terminal.warn(
                "streamgauge: \(program[0]) did not take the job (exit code \(process.terminationStatus)); without --submit "
                    + "it is printed")
            throw ExitCode.targetUnusable
        }
    }
}

struct SlurmCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "slurm", abstract: "A batch script for sbatch: a shard a node.")

    @OptionGroup var launch: LaunchOptions

    @Option(help: ArgumentHelp("How many machines.", valueName: "n"))
    var shards: Int

    @Option(
        help: ArgumentHelp(
            "A folder that all nodes see, for the records (default reports).", valueName: "folder"))
    var reports = "reports"

    @Flag(help: "Hand it to sbatch.")
    var submit = false

    func run() throws {
        _ = try launch.text(isAlone: false)
        let script = try launch.launch(shards: shards, folder: reports).slurm
        try LaunchOptions.give(script, to: submit ? ["sbatch"] : nil)
    }
}

struct KubernetesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kubernetes",
        abstract: "An Indexed Job with its Service and the plan: a shard a pod.")

    @OptionGroup var launch: LaunchOptions

    @Option(help: ArgumentHelp("How many pods.", valueName: "n"))
    var shards: Int

    @Option(help: ArgumentHelp("The image that has streamgauge.", valueName: "image"))
    var image: String

    @Option(
        help: ArgumentHelp(
            "A claim of a volume that all pods write (ReadWriteMany), for the records.",
            valueName: "claim"))
    var claim: String

    @Flag(help: "Hand it to kubectl apply.")
    var submit = false

    func run() throws {
        let text = try launch.text()
        for (name, value) in [("--image", image), ("--claim", claim)]
        where value.isEmpty || value.contains(where: { $0.isWhitespace || "'\"#{}".contains($0) }) {
            throw ValidationError("\(name): '\(value)' cannot stand in a manifest.")
        }
        let manifest = try launch.launch(shards: shards, folder: "/records")
            .kubernetes(planText: text, image: image, claim: claim)
        try LaunchOptions.give(manifest, to: submit ? ["kubectl", "apply", "-f", "-"] : nil)
    }
}

struct SSHCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ssh",
        abstract: "A script that starts a shard on each host by ssh, and merges.")

    @OptionGroup var launch: LaunchOptions

    @Option(
        help: ArgumentHelp(
            "The hosts, the first of which all meet on: c1,c2,user@c3.", valueName: "hosts"))
    var hosts: String

    @Option(help: ArgumentHelp("The port they meet on (default 7777).", valueName: "port"))
    var port = 7777

    @Option(
        help: ArgumentHelp(
            "The folder on this machine for the records (default reports).", valueName: "folder"))
    var reports = "reports"

    func run() throws {
        _ = try launch.text()
        let all = hosts.split(separator: ",", omittingEmptySubsequences: false).map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        guard (1...65_535).contains(port) else {
            throw ValidationError("--port: \(port) is no port.")
        }
        let plan = try launch.launch(shards: all.count, folder: reports)
        let script: String
        do throws(LaunchPlan.Fault) {
            script = try plan.ssh(hosts: all, port: port)
        } catch {
            throw ValidationError("\(error).")
        }
        try LaunchOptions.give(script, to: nil)
    }
}

/// What a launcher's script is made of.
package struct LaunchPlan: Sendable, Equatable {
    package enum Fault: Error, Equatable, CustomStringConvertible {
        case unquotable(String)
        case noHost(String)

        package var description: String {
            switch self {
            case .unquotable(let text):
                "'\(text)' has a quote, $, ` or another letter that a shell reads, which no script can carry; rename it"
            case .noHost(let text):
                "'\(text)' is no host that ssh could be given: a name or an address, with a user and @ before it where one is wanted"
            }
        }
    }

    /// The plan file.
    package let plan: String
    package let shards: Int
    /// A folder that all machines see, for the shards' records.
    package let folder: String
    /// Lower-case letters, digits and hyphens.
    package let name: String
    /// The addresses that are asked; none where the plan file has them.
    package let baseURLs: [String]

    /// The environment's variable with the key of the API, which goes to each shard.
    package let keyVariable: String

    /// - Throws: `Fault` for texts that cannot stand in a shell's single quotes.
    package init(
        plan: String, shards: Int, folder: String, name: String = "streamgauge",
        baseURLs: [String] = [], keyVariable: String = "OPENAI_API_KEY"
    ) throws(Fault) {
        for text in [plan, folder] + baseURLs
        where text.contains(where: { "'\"\n\r$`\\".contains($0) }) {
            throw .unquotable(text)
        }
        self.plan = plan
        self.shards = shards
        self.folder = folder
        self.name = name
        self.baseURLs = baseURLs
        self.keyVariable = keyVariable
    }

    /// The base URLs as options, with a blank before each.
    var address: String { baseURLs.map { " --base-url '\($0)'" }.joined() }
}

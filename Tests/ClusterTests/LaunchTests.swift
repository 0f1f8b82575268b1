import Cluster
import Testing

/// What shells and schedulers are given. That real ones take it is held by the compatibility tests.
@Suite struct LaunchTests {
    private func plan(_ file: String = "plan.yaml") throws -> LaunchPlan {
        try LaunchPlan(
            plan: file, shards: 3, folder: "reports", name: "night",
            baseURLs: ["http://127.0.0.1:8000/v1", "http://127.0.0.1:8001/v1"])
    }

    @Test func `no script has a secret in it`() throws {
        let texts = [
            try plan().slurm, try plan().ssh(hosts: ["a", "b", "c"], port: 7777),
            try plan().kubernetes(planText: "name: x\n", image: "i:1", claim: "c"),
        ]
        for text in texts {
            #expect(text.contains("STREAMGAUGE_SECRET"))
            #expect(text.contains("8000/v1") && text.contains("8001/v1"))
            // Made when it runs, or read from a Secret; never an argument of a program that lists show.
            #expect(!text.contains("--secret"))
        }
    }

    @Test(arguments: ["a'b.yaml", "a\"b.yaml", "a\nb.yaml", "$a.yaml", "`a`.yaml"])
    func `what no shell can be given is refused`(file: String) {
        #expect(throws: LaunchPlan.Fault.self) { try plan(file) }
    }

    @Test func `users of ssh are not part of the place to meet`() throws {
        let script = try plan().ssh(hosts: ["root@a", "b"], port: 7000)
        #expect(script.contains("--rendezvous a:7000"))
        #expect(script.contains("hosts=('root@a' 'b')"))
    }
}

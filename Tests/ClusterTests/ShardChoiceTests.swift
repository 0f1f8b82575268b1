import Cluster
import RunModel
import Testing

@Suite struct ShardChoiceTests {
    private func choice(_ typed: String? = nil, _ environment: [String: String]) throws -> String? {
        try ShardChoice(typed: typed, environment: environment).map {
            "\($0.shard.words) by \($0.source)"
        }
    }

    @Test func `what is typed counts from one`() throws {
        #expect(try choice("3/8", [:]) == "3 of 8 by --shard")
        #expect(try choice(nil, [:]) == nil)
        for wrong in ["0/8", "9/8", "3", "3/8/2", "a/b", "3/0", "-1/8", " 3/8", "3/100000"] {
            #expect(throws: ShardChoice.Fault.self) { try choice(wrong, [:]) }
        }
    }

    @Test(arguments: [
        (["STREAMGAUGE_SHARD": "2/4"], "2 of 4 by STREAMGAUGE_SHARD"),
        (
            ["SLURM_PROCID": "1", "SLURM_NTASKS": "4", "SLURM_STEP_ID": "0"],
            "2 of 4 by SLURM_PROCID"
        ),
        // Of a step with fewer tasks than the job.
        (
            [
                "SLURM_PROCID": "1", "SLURM_NTASKS": "4", "SLURM_STEP_NUM_TASKS": "2",
                "SLURM_STEP_ID": "0",
            ], "2 of 2 by SLURM_PROCID"
        ),
        (
            ["JOB_COMPLETION_INDEX": "7", "STREAMGAUGE_SHARDS": "8"],
            "8 of 8 by JOB_COMPLETION_INDEX"
        ),
        (
            ["OMPI_COMM_WORLD_RANK": "0", "OMPI_COMM_WORLD_SIZE": "3", "PMIX_RANK": "0"],
            "1 of 3 by OMPI_COMM_WORLD_RANK"
        ),
        (["PMI_RANK": "2", "PMI_SIZE": "3"], "3 of 3 by PMI_RANK"),
        (["PMIX_RANK": "1", "STREAMGAUGE_SHARDS": "2"], "2 of 2 by PMIX_RANK"),
    ])
    func `launchers number their processes from nought`(
        environment: [String: String], expected: String
    ) throws {
        #expect(try choice(nil, environment) == expected)
    }

    @Test(arguments: [
        // A batch script that runs alone is process 0 of all that the job asked for.
        ["SLURM_PROCID": "0", "SLURM_NTASKS": "8"],
        ["SLURM_PROCID": "0", "SLURM_NTASKS": "1", "SLURM_STEP_ID": "0"],
        // An Indexed Job whose index means something else.
        ["JOB_COMPLETION_INDEX": "3"], ["PMIX_RANK": "1"], ["STREAMGAUGE_SHARD": ""],
    ])
    func `a process alone has the whole plan`(environment: [String: String]) throws {
        #expect(try choice(nil, environment) == nil)
    }

    @Test func `two that disagree are refused by name`() {
        let environment = ["SLURM_PROCID": "1", "SLURM_NTASKS": "4", "SLURM_STEP_ID": "0"]
        #expect(throws: ShardChoice.Fault.self) { try choice("1/4", environment) }
        #expect(throws: Never.self) { try choice("2/4", environment) }
        do {
            _ = try choice("1/4", environment)
        } catch {
            let text = "\(error)"
            #expect(text.contains("--shard says shard 1 of 4"))
            #expect(text.contains("SLURM_PROCID says 2 of 4"))
        }
    }

    @Test func `the first host of Slurm's lists`() {
        let lists = [
            "c[1-4,7]": "c1", "gpu-[007-010]": "gpu-007", "login,c[2-3]": "login", "c9": "c9",
            "a[1-2]-ib,b1": "a1-ib",
        ]
        for (list, host) in lists { #expect(SlurmNodes.first(of: list) == host, "\(list)") }
        #expect(SlurmNodes.first(of: "") == nil)
    }

    @Test func `a plan's digest is that of what decides the schedule`() {
        var plan = RunPlan()
        let digest = PlanDigest.text(plan, prompts: nil)
        plan.name = "other"
        plan.record.folder = "elsewhere"
        plan.target.baseURL = "http://c7:8000/v1"
        plan.connection.sourceAddress = "10.0.0.7"
        plan.load.workers = 3
        plan.load.arrivalSeed = 7
        #expect(PlanDigest.text(plan, prompts: nil) == digest)
        #expect(PlanDigest.text(plan, prompts: "0123") != digest)
        plan.load.concurrency += 1
        #expect(PlanDigest.text(plan, prompts: nil) != digest)
        plan.load.concurrency -= 1
        plan.seed += 1
        #expect(PlanDigest.text(plan, prompts: nil) != digest)
    }
}

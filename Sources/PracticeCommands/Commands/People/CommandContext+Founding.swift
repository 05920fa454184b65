import Counseling
import Practice
import RecordRoom

// What stands in the way of founding a practice.
extension CommandContext {
    /// There is a practice already. Where an `init` before was ended before it could say so, it is brought to its end, and its
    /// founder is told how to go on: nobody has to join what they founded.
    func practiceExists() -> CommandFault {
        let wasCut = OpenPractice.completeFounding(in: folder)
        let here = folder.identities()
        guard here.count == 1, let name = here.first, let founder = try? ShortName(name),
            wasCut || RecoveryCardMark(of: founder, in: folder).isUntold
        else {
            return CommandFault(
                .cannotCreate, "practice-exists", .faultPracticeExists, ["path": folder.path],
                hint: .faultPracticeExistsHint)
        }
        return CommandFault(
            .cannotCreate, "practice-exists", .faultFoundingWasCut, ["path": folder.path, "person": name],
            hint: .faultFoundingWasCutHint, ["person": name])
    }

    /// Keys of another practice lie here: a new one would be broken from its first minute, and its founder take their people's
    /// files for their own.
    func requireNoOthersKeys() throws {
        let kept = folder.keyFiles()
        guard !kept.isEmpty else { return }
        // Somebody else's `init` may have come to its end just now.
        guard !OpenPractice.exists(in: folder) else { throw practiceExists() }
        let names = kept.prefix(3).map { "Keys/" + $0 } + (kept.count > 3 ? ["…"] : [])
        throw CommandFault(
            .cannotCreate, "already-there", .initOthersKeys,
            ["path": folder.path, "files": catalogue.list(names)], hint: .initOthersKeysHint)
    }

    /// What is said where there is no practice. Where keys lie its file is missing, and a new one is not what helps.
    func noPractice() -> CommandFault {
        folder.keyFiles().isEmpty
            ? CommandFault(
                .storeUnavailable, "no-practice", .faultNoPractice, ["path": folder.path], hint: .faultNoPracticeHint)
            : CommandFault(
                .storeUnavailable, "no-practice", .faultPracticeGone, ["path": folder.path],
                hint: .faultPracticeGoneHint)
    }

    /// The founder's full name; what `--name` gives is the practice's.
    func founderName(in document: [UInt8]) throws -> PersonName {
        do { return try StaffMember.readName(json: document) } catch CounselingError.field(let path, .missing)
            where path.description == "name"
        {
            throw CommandFault(.badInput, "bad-field", .faultFounderName, hint: .faultFounderNameHint)
        }
    }
}

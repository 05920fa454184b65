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

    /// The founder's full name; what `--name` gives is the practice's.
    func founderName(in document: [UInt8]) throws -> PersonName {
        do { return try StaffMember.readName(json: document) } catch CounselingError.field(let path, .missing)
            where path.description == "name"
        {
            throw CommandFault(.badInput, "bad-field", .faultFounderName, hint: .faultFounderNameHint)
        }
    }
}

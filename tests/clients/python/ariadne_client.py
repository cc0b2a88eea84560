"""ariadne-codegen: a client from api/schema.graphql, used for a query and for a save.

    python ariadne_client.py http://127.0.0.1:8080/graphql data/demo.json
"""

import datetime
import pathlib
import subprocess
import sys

from clients import ADDRESS, CYCLE, authorization, check

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent.parent

done = subprocess.run(
    [pathlib.Path(sys.executable).parent / "ariadne-codegen"], cwd=HERE / "ariadne", capture_output=True, text=True, timeout=120
)  # fmt: skip
check(done.returncode == 0, f"ariadne-codegen ends well: {(done.stdout + done.stderr)[-2000:]}")
sys.path.insert(0, str(ROOT / "target/clients"))

from national_survey_client import AnswerInput, AnswerValueInput, ChoiceInput, CyclePhase, NationalSurvey, SaveAnswersInput  # noqa: E402

cycle = NationalSurvey(ADDRESS).get_cycle(CYCLE).cycle
check(cycle.phase is CyclePhase.OPEN, "the phase is a value of the enum")
check(isinstance(cycle.opens_at, datetime.datetime), "a time is a time of Python")

client = NationalSurvey(ADDRESS, headers=authorization("states", "UGA", "focal_point"))
value = AnswerValueInput(single_choice=ChoiceInput(option="no_such_option"))
input = SaveAnswersInput(cycle=CYCLE, answers=[AnswerInput(question="N.a.1", based_on=0, value=value)])
[outcome] = client.save_answers(input).save_answers.outcomes
check(outcome.typename__ == "AnswerRefused" and outcome.code.value == "UNKNOWN_OPTION", f"an unknown option is refused, as data: {outcome}")

# The rooms, lowest first. A new file is one line in its room; a header stands beside its source.

BASE_SOURCES = \
	server/base/banned.h \
	server/base/buf.c server/base/buf.h \
	server/base/err.c server/base/err.h \
	server/base/exact.c server/base/exact.h \
	server/base/exact_trig.c \
	server/base/index.c server/base/index.h \
	server/base/limits.h \
	server/base/log.c server/base/log.h \
	server/base/ns.h \
	server/base/own.h \
	server/base/rfc3339.c server/base/rfc3339.h \
	server/base/rng.c server/base/rng.h \
	server/base/text.c server/base/text.h \
	server/base/uid.c server/base/uid.h \
	server/base/vclock.c server/base/vclock.h

JSON_SOURCES = \
	server/json/diagnose.c server/json/diagnose.h \
	server/json/locate.c server/json/locate.h \
	server/json/load.c server/json/load.h \
	server/json/mask.c server/json/mask.h \
	server/json/mask_apply.c \
	server/json/mask_tree.h \
	server/json/member.h \
	server/json/scalar.c server/json/scalar.h \
	server/json/schema.c server/json/schema.h \
	server/json/schema_check.c \
	server/json/schema_write.c \
	server/json/utf8.c server/json/utf8.h \
	server/json/write.c server/json/write.h

MODEL_SOURCES = \
	server/model/catalogue.c server/model/catalogue.h \
	server/model/catalogue_machines.c \
	server/model/charge.c server/model/charge.h \
	server/model/compat.c server/model/compat.h \
	server/model/etag.c server/model/etag.h \
	server/model/filter.c server/model/filter.h \
	server/model/filter_bounds.c \
	server/model/filter_field.c server/model/filter_field.h \
	server/model/filter_lexer.c server/model/filter_lexer.h \
	server/model/filter_match.c server/model/filter_match.h \
	server/model/filter_operand.c server/model/filter_operand.h \
	server/model/filter_parse.c \
	server/model/filter_scan.c server/model/filter_scan.h \
	server/model/filter_tree.h \
	server/model/job_schema.c server/model/job_schema.h \
	server/model/labels.c server/model/labels.h \
	server/model/page.c server/model/page.h \
	server/model/policy_members.c server/model/policy_members.h \
	server/model/policy_rules.c server/model/policy_rules.h \
	server/model/policy_schema.c server/model/policy_schema.h \
	server/model/project_number.c server/model/project_number.h \
	server/model/reply_schema.c server/model/reply_schema.h \
	server/model/rules.c server/model/rules.h \
	server/model/rules_containers.c \
	server/model/rules_forms.c server/model/rules_forms.h \
	server/model/rules_job.c \
	server/model/rules_look.h \
	server/model/rules_parameters.c \
	server/model/rules_prediction.c \
	server/model/rules_replicas.c \
	server/model/rules_table.c server/model/rules_table.h \
	server/model/rules_training.c \
	server/model/rules_tuning.c \
	server/model/schema_rows.h \
	server/model/output_schema.c \
	server/model/prediction_schema.c \
	server/model/training_schema.c \
	server/model/tuning_schema.c \
	server/model/stream.h

SIM_SOURCES = \
	server/sim/dist.c server/sim/dist.h \
	server/sim/dist_read.c \
	server/sim/lifecycle.c server/sim/lifecycle.h \
	server/sim/planner.c server/sim/planner.h \
	server/sim/presets.c server/sim/presets.h \
	server/sim/profile.c server/sim/profile.h \
	server/sim/bayes.c \
	server/sim/bayes_candidates.c \
	server/sim/bayes_data.c \
	server/sim/bayes_parts.h \
	server/sim/encoding.c server/sim/encoding.h \
	server/sim/expression.c server/sim/expression.h \
	server/sim/expression_parse.c \
	server/sim/expression_parts.h \
	server/sim/functions.c server/sim/functions.h \
	server/sim/gaussian.c server/sim/gaussian.h \
	server/sim/glob.c server/sim/glob.h \
	server/sim/objective.c server/sim/objective.h \
	server/sim/optimiser.c server/sim/optimiser.h \
	server/sim/optimiser_parts.h \
	server/sim/result_table.c server/sim/result_table.h \
	server/sim/scenario.c server/sim/scenario.h \
	server/sim/scenario_format.c server/sim/scenario_format.h \
	server/sim/scenario_match.c \
	server/sim/scenario_member.c server/sim/scenario_member.h \
	server/sim/scenario_outcome.c \
	server/sim/scenario_parts.h \
	server/sim/scenario_set.c server/sim/scenario_set.h \
	server/sim/scenario_tuning.c \
	server/sim/space.c server/sim/space.h \
	server/sim/study.c server/sim/study.h \
	server/sim/study_draw.c \
	server/sim/study_events.c \
	server/sim/study_parts.h \
	server/sim/study_prior.c \
	server/sim/study_view.c \
	server/sim/curve.c server/sim/curve.h

STORE_SOURCES = \
	server/store/id_tree.c server/store/id_tree.h \
	server/store/job.c server/store/job.h \
	server/store/line.c server/store/line.h \
	server/store/ordinals.c server/store/ordinals.h \
	server/store/pending.c server/store/pending.h \
	server/store/settle.c \
	server/store/store.c server/store/store.h \
	server/store/world.c server/store/world.h server/store/world_parts.h

API_SOURCES = \
	server/api/batch.c server/api/batch.h \
	server/api/call.c server/api/call.h \
	server/api/config_get.c \
	server/api/discovery.c server/api/discovery.h \
	server/api/discovery_list.c \
	server/api/discovery_methods.c \
	server/api/discovery_parameters.c \
	server/api/discovery_routes.c server/api/discovery_routes.h \
	server/api/discovery_schemas.c \
	server/api/dispatch.c server/api/dispatch.h \
	server/api/example.h \
	server/api/inner_request.c server/api/inner_request.h \
	server/api/job_view.c server/api/job_view.h \
	server/api/jobs_cancel.c \
	server/api/job_making.c server/api/job_making.h \
	server/api/jobs_create.c \
	server/api/jobs_delete.c \
	server/api/jobs_find.c server/api/jobs_find.h \
	server/api/jobs_get.c \
	server/api/jobs_iam.c \
	server/api/jobs_list.c \
	server/api/jobs_scenario.c server/api/jobs_scenario.h \
	server/api/output_view.c server/api/output_view.h \
	server/api/placeholders.c server/api/placeholders.h \
	server/api/jobs_patch.c \
	server/api/jump.c server/api/jump.h \
	server/api/method.h server/api/methods.c \
	server/api/multipart.c server/api/multipart.h \
	server/api/not_emulated.c \
	server/api/parameters.c server/api/parameters.h \
	server/api/reply.c server/api/reply.h \
	server/api/request.c server/api/request.h \
	server/api/router.c server/api/router.h \
	server/api/routes.c server/api/routes.h \
	server/api/service.h

CONTROL_SOURCES = \
	server/control/about.c \
	server/control/body.c server/control/body.h \
	server/control/clock.c \
	server/control/clock_jump.c \
	server/control/clock_run.c \
	server/control/explain.c \
	server/control/clock_view.c server/control/clock_view.h \
	server/control/project.c \
	server/control/reach.c server/control/reach.h \
	server/control/routes.c server/control/routes.h \
	server/control/run.c server/control/run.h \
	server/control/scenarios.c \
	server/control/targets.c server/control/targets.h \
	server/control/wait.c

HTTP_SOURCES = \
	server/http/exchange.c server/http/exchange.h \
	server/http/guard.c server/http/guard.h \
	server/http/listen.c server/http/listen.h \
	server/http/park.c server/http/park.h \
	server/http/probe.c server/http/probe.h \
	server/http/server.c server/http/server.h \
	server/http/watch.c server/http/watch.h

TOP_SOURCES = \
	server/app.c server/app.h \
	server/options.c server/options.h \
	server/options_complete.c \
	server/options_doc.c server/options_doc.h \
	server/options_env.c \
	server/options_man.c \
	server/options_read.c server/options_read.h \
	server/options_table.c server/options_table.h \
	server/roff.c server/roff.h \
	server/scenario_files.c server/scenario_files.h \
	server/scenario_man.c server/scenario_man.h

# Everything but main.c is a library, so that tests link what ships.
noinst_LIBRARIES += server/libserver.a
server_libserver_a_SOURCES = \
	$(BASE_SOURCES) \
	$(JSON_SOURCES) \
	$(MODEL_SOURCES) \
	$(SIM_SOURCES) \
	$(STORE_SOURCES) \
	$(API_SOURCES) \
	$(CONTROL_SOURCES) \
	$(HTTP_SOURCES) \
	$(TOP_SOURCES)

# The presets of fixtures/scenarios travel inside the program. The folder is named as well: its time
# changes when a file goes.
PRESET_FILES = $(sort $(wildcard $(srcdir)/fixtures/scenarios/*.json))
nodist_server_libserver_a_SOURCES = presets_data.c
presets_data.c: server/sim/presets.sh $(srcdir)/fixtures/scenarios $(PRESET_FILES)
	$(AM_V_GEN)AWK='$(AWK)' $(SHELL) $(srcdir)/server/sim/presets.sh $(PRESET_FILES) >$@.new && mv $@.new $@
EXTRA_DIST += server/sim/presets.sh
CLEANFILES += presets_data.c presets_data.c.new

LIBRARIES_LIBS = $(MICROHTTPD_LIBS) $(JANSSON_LIBS) $(UUID_LIBS) -lm

bin_PROGRAMS += ml-jobs-emulator
ml_jobs_emulator_SOURCES = server/main.c
ml_jobs_emulator_LDADD = server/libserver.a $(LIBRARIES_LIBS)

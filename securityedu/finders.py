"""Static files: the few that come out of npm packages, and the storage that names files by their content."""

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class ManifestStorage(CompressedManifestStaticFilesStorage):
    """Names with a content hash, so that browsers may keep them for ever; compressed once, at set-up.

    References inside files are followed for stylesheets and modules of our own only through `static()` names; a source
    map that a package mentions and does not ship is left as it stands.
    """

    support_js_module_import_aggregation = True
    # Our own modules only: packages have imports in comments, which lead nowhere.
    _js_module_import_aggregation_patterns = (
        "js/*.js",
        CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],
    )
    patterns = tuple(
        (glob, tuple(rule for rule in rules if "sourceMappingURL" not in str(rule)))
        for glob, rules in CompressedManifestStaticFilesStorage.patterns
    )


class NodeModulesFinder(BaseFinder):
    """Finds exactly the files of settings.NODE_MODULES_FILES (static name -> path below node_modules)."""

    def __init__(self, *args, **kwargs) -> None:
        self.storage = FileSystemStorage(location=settings.BASE_DIR / "node_modules")
        super().__init__(*args, **kwargs)

    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False, **kwargs):
        source = settings.NODE_MODULES_FILES.get(path)
        found = self.storage.path(source) if source and self.storage.exists(source) else None
        return [found] if found and find_all else found or []

    def list(self, ignore_patterns):
        for path, source in settings.NODE_MODULES_FILES.items():
            if not matches_patterns(path, ignore_patterns):
                yield Path(path).as_posix(), _Renamed(self.storage, path, source)


class _Renamed:
    """A storage that answers for one file under the name that pages use."""

    prefix = None

    def __init__(self, storage: FileSystemStorage, path: str, source: str) -> None:
        self.storage, self.source = storage, source

    def open(self, name, mode="rb"):
        return self.storage.open(self.source, mode)

    def path(self, name):
        return self.storage.path(self.source)

    def get_modified_time(self, name):
        return self.storage.get_modified_time(self.source)

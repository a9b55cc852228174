#!/bin/sh
# Deletes from a virtual environment what the bot never reads, so that the image stays below 160 MB. Only for the image.
# Usage: prune.sh FOLDER LANGUAGES. LANGUAGES is a folder with one folder for each language of the bot
# (those that are only listened to for alarm and pain have no limber.po).
set -eu
folder=$(cd "$1" && pwd)
languages=$(cd "$2" && pwd)
cd "$folder"/lib/python3*/site-packages

# The fonts: keep two weights of each.
find font_source_sans_pro/files -type f ! -name 'SourceSansPro-Regular.ttf' ! -name 'SourceSansPro-Semibold.ttf' \
    ! -name 'LICENSE*' -delete
find fontpkg_ibm_plex_sans_arabic/files -type f ! -name 'IBMPlexSansArabic-Regular.ttf' \
    ! -name 'IBMPlexSansArabic-SemiBold.ttf' -delete
# HarfBuzz: its own tests.
rm -f uharfbuzz/_harfbuzz_test.*
# AVIF: optional in Pillow, and not used here.
rm -f PIL/_avif.*.so pillow.libs/libavif-*
# fontTools: these are compiled copies of Python modules for drawing outlines, which are not used here.
find fontTools -name '*.so' -delete
# Formats of times, dates, numbers and countries: keep the languages of the bot, with all their territories.
for spoken in "$languages"/*/LC_MESSAGES/limber.po; do
    code=$(basename "$(dirname "$(dirname "$spoken")")")
    mkdir -p babel/kept
    cp -p babel/locale-data/root.dat babel/locale-data/"${code%%_*}".dat babel/kept/
    find babel/locale-data -name "${code%%_*}_*.dat" -exec cp -p {} babel/kept/ \;
    # Words for dates: keep the same languages.
    mkdir -p dateparser/data/kept
    cp -p dateparser/data/date_translation_data/__init__.py dateparser/data/date_translation_data/"${code%%_*}".py \
        dateparser/data/kept/
done
rm -rf babel/locale-data dateparser/data/date_translation_data
mv babel/kept babel/locale-data
mv dateparser/data/kept dateparser/data/date_translation_data
# Dialects of databases that the bot does not support.
rm -rf sqlalchemy/dialects/mssql sqlalchemy/dialects/mysql sqlalchemy/dialects/oracle
# Sources and tests of packages, and type stubs.
find . -type d \( -name tests -o -name testing -o -name __pycache__ \) -prune -exec rm -rf {} +
find . -type f \( -name '*.pyx' -o -name '*.pxd' -o -name '*.pxi' -o -name '*.pyi' -o -name '*.c' -o -name '*.cpp' \
    -o -name '*.h' -o -name '*.hpp' \) -delete
# Debug symbols. Not in packages with bundled libraries: these are patched, and stripping breaks them.
find . -type f -name '*.so' | while read -r library; do
    package=${library#./}
    package=${package%%/*}
    case $package in
        *.libs | *.so | PIL | psycopg_binary | rapidfuzz | pydantic_core | tzfpy) ;;
        *) strip --strip-unneeded "$library" ;;
    esac
done
# Installers are not needed at run time, nor are the lists of files that they uninstall by.
rm -rf pip pip-*.dist-info setuptools setuptools-*.dist-info "$folder"/bin/pip*
find . -path '*.dist-info/RECORD' -delete
